/** Sorted words, one a line: how many characters are those of the line before (in base 36), then the rest. */
export function frontCode(sorted: readonly string[]): string {
  let before = "";
  const lines = sorted.map((word) => {
    let shared = 0;
    while (shared < 35 && shared < before.length && before[shared] === word[shared]) shared++;
    before = word;
    return shared.toString(36) + word.slice(shared);
  });
  return `${lines.join("\n")}\n`;
}

export function readFrontCoded(text: string): Set<string> {
  const words = new Set<string>();
  let before = "";
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    const code = text.charCodeAt(at);
    const shared = code < 58 ? code - 48 : code - 87;
    before = before.slice(0, shared) + text.slice(at + 1, end);
    if (end > at) words.add(before);
    at = end + 1;
  }
  return words;
}
