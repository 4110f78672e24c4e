/**
 * Text of servers is read by models and printed on terminals, so what a person would not see goes:
 * control characters, zero-width and bidirectional marks, tag characters, lone surrogates.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]/gu;
/** Removed, but no reason for a warning: emoji are full of joiners and variation selectors. */
const harmless = new Set(["\r", "\ufe0e", "\ufe0f", "\u200d", "\u2028", "\u2029"]);

export interface CleanText {
  readonly text: string;
  /** How many characters were hidden from people. */
  readonly hidden: number;
  readonly isCut: boolean;
}

export function cleanText(raw: string, maxLength: number): CleanText {
  let hidden = 0;
  const isCut = raw.length > maxLength;
  // Cut before cleaning: the cost is bounded by the limit, not by what a server sends.
  const text = sliceWhole(raw, maxLength).replace(INVISIBLE, (character) => {
    if (character === "\n" || character === "\t") return character;
    if (!harmless.has(character)) hidden += 1;
    return "";
  });
  return { text: isCut ? `${text}…` : text, hidden, isCut };
}

/** How far before the limit a message may end. */
const BREAK_WITHIN = 400;
const breaks = [/[.!?]\s|\n/g, /\s/g, /[,;|]/g];

/**
 * What a failed call said. A long one ends between two sentences, words or fields: the half of an address or a number
 * would not be known for what it is where personal data is looked for later.
 */
export function cleanMessage(raw: string, maxLength: number): string {
  if (raw.length <= maxLength) return cleanText(raw, maxLength).text;
  const from = Math.max(0, maxLength - BREAK_WITHIN);
  const end = raw.slice(from, maxLength);
  const found = breaks.map((pattern) => [...end.matchAll(pattern)].at(-1)?.index).find((at) => at !== undefined);
  return cleanText(raw, found === undefined ? maxLength : from + found + 1).text;
}

/** One line for messages and reasons. */
export function cleanLine(raw: string, maxLength: number): string {
  return cleanText(raw, maxLength).text.replace(/\s+/g, " ").trim();
}

export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** Never ends in half of a surrogate pair. */
export function sliceWhole(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}

/** Longest first, so that a value that holds another goes as a whole. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text);
}
