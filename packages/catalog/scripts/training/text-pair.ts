/** Two texts that mean the same thing: a question and its tool, a name and its description. */
export interface TextPair {
  readonly left: string;
  readonly right: string;
}

export function firstSentence(text: string): string {
  const end = /[.!?](?:\s|$)|\n\s*\n/u.exec(text);
  return end === null ? text : text.slice(0, end.index + 1);
}

/** A name beside its text, and the first sentence beside the rest where both say enough. */
export function pairsOfText(name: string, text: string): TextPair[] {
  const plain = stripMarkup(text);
  const pairs: TextPair[] = [];
  if (countWords(plain) >= 3) pairs.push({ left: name, right: plain.slice(0, 350) });
  const first = firstSentence(plain);
  const rest = plain.slice(first.length).trim();
  if (countWords(first) >= 4 && countWords(rest) >= 6) pairs.push({ left: first, right: rest.slice(0, 350) });
  return pairs;
}

export function stripMarkup(text: string): string {
  return text
    .replace(/```[\s\S]*?(?:```|$)/gu, " ")
    .replace(/<[^>]{1,80}>/gu, " ")
    .replace(/\]\([^)]*\)/gu, " ")
    .replace(/https?:\/\/\S+/gu, " ")
    .replace(/[`*\\]/gu, "")
    .replace(/[ \t]+/gu, " ")
    .trim();
}

function countWords(text: string): number {
  return text.match(/\p{L}{2,}/gu)?.length ?? 0;
}
