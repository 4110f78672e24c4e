/**
 * Whether the whole text fits a pattern in which `*` (or a run of them) stands for any characters, none included.
 * Everything else is literal and case counts. Never backtracks: at most pattern length times text length steps.
 */
export function matchGlob(pattern: string, text: string): boolean {
  if (!isGlob(pattern)) return pattern === text;
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces[pieces.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let position = first.length;
  // The leftmost place for each piece leaves most room for the ones after it, so no other place need be tried.
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found === -1 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
}

/** Characters before the first `*`; the whole pattern where there is none. */
export function literalPrefixOf(pattern: string): string {
  const star = pattern.indexOf("*");
  return star === -1 ? pattern : pattern.slice(0, star);
}

export function isGlob(pattern: string): boolean {
  return pattern.includes("*");
}
