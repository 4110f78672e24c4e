/** Longer than any token that we write. */
export const MAX_TOKEN = 48;
const HALF_TOKEN = /\[[A-Z_]*\d*$/;
const TOKEN = /\[[A-Z][A-Z_]*_\d+\]/g;
const HIGH_SURROGATE = /[\uD800-\uDBFF]$/;

/** The last place up to `end` where neither a token nor a character is cut in two. */
export function wholeEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const from = Math.max(0, end - MAX_TOKEN);
  const tail = text.slice(from, end).replace(HALF_TOKEN, "");
  return from + tail.replace(HIGH_SURROGATE, "").length;
}

/** The first place from `start` on, or just before, where neither is cut in two: a token is there from its beginning. */
export function wholeStart(text: string, start: number): number {
  if (start <= 0 || start >= text.length) return start;
  const from = Math.max(0, start - MAX_TOKEN);
  for (const { index, 0: token } of text.slice(from, start + MAX_TOKEN).matchAll(TOKEN)) {
    if (from + index < start && from + index + token.length > start) return from + index;
  }
  return HIGH_SURROGATE.test(text.slice(start - 1, start)) ? start - 1 : start;
}
