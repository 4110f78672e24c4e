import { findCutTokens, findTokenLike } from "./token-like.ts";

/** What a token stands for, and whether the bare spelling is somebody's own word in this session. */
export interface TokenSource {
  valueOf(id: string): string | number | undefined;
  isForeignName(id: string): boolean;
}

export interface ResolvedText {
  readonly value: string | number;
  readonly used: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Replaces the tokens of one string in one pass: what is put in is never looked at again. A string that is one token
 * and nothing else becomes the value with its own JSON type.
 */
export function resolveText(text: string, source: TokenSource): ResolvedText {
  const used: string[] = [];
  const unknown: string[] = [];
  const pieces: string[] = [];
  let from = 0;
  for (const found of findTokenLike(text)) {
    if (found.marks > 0) continue;
    if (found.isBare && source.isForeignName(found.id)) continue;
    // `[EMAIL_1` at the end may be the start of `[EMAIL_12]`.
    const isCut = found.isBare && text[found.start] === "[" && found.end === text.length;
    const value = isCut ? undefined : source.valueOf(found.id);
    if (value === undefined) {
      if (!found.isBare) unknown.push(text.slice(found.start, found.end));
      continue;
    }
    if (found.start === 0 && found.end === text.length) return { value, used: [found.id], unknown };
    used.push(found.id);
    pieces.push(text.slice(from, found.start), String(value));
    from = found.end;
  }
  unknown.push(...findCutTokens(text));
  if (from === 0) return { value: text, used, unknown };
  pieces.push(text.slice(from));
  return { value: pieces.join(""), used, unknown };
}
