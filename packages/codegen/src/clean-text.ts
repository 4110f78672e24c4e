/**
 * Characters that do not show, reorder what shows, or end a line where an editor sees none:
 * controls, format characters (bidirectional overrides, tags, zero width), variation selectors, fillers, lone surrogates.
 */
const hiddenSource =
  "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u{115F}\\u{1160}\\u{17B4}\\u{17B5}\\u{180B}-\\u{180F}\\u{3164}\\u{FFA0}\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}]";
const hidden = new RegExp(hiddenSource, "gu");
const hiddenButLines = new RegExp(`(?![\\t\\n])${hiddenSource}`, "gu");

/** Untrusted prose without hidden characters, with plain line ends, at most `maxChars` long. Empty for what is no string. */
export function cleanText(text: unknown, maxChars: number): string {
  if (typeof text !== "string") return "";
  // Cut before the passes below, so that a megabyte costs no more than a page.
  const head = text.length > maxChars * 4 ? text.slice(0, maxChars * 4) : text;
  const lines = head
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n")
    .replace(/\t/g, "  ")
    .replace(hiddenButLines, "")
    .replace(/\p{Zs}/gu, " ")
    .replace(/ +$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return cutText(lines, maxChars);
}

/** The same on one line. */
export function cleanLine(text: unknown, maxChars: number): string {
  return cutText(cleanText(text, maxChars * 2).replace(/\s+/g, " "), maxChars);
}

/** TypeScript text whose hidden characters are written as escapes. Only for text where they can stand in string literals alone. */
export function escapeHidden(source: string): string {
  return source.replace(hidden, (character) =>
    character === "\n" ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A string literal that shows every character it holds. */
export function toStringLiteral(text: string): string {
  return escapeHidden(JSON.stringify(text));
}

/** Never cuts a surrogate pair in two. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = maxChars - 1;
  const code = text.charCodeAt(end - 1);
  const isHighSurrogate = code >= 0xd800 && code <= 0xdbff;
  return `${text.slice(0, isHighSurrogate ? end - 1 : end).trimEnd()}…`;
}
