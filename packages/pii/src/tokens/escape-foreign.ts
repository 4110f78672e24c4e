import { ESCAPE_MARK, findTokenLike } from "./token-like.ts";

/**
 * Marks token-like text that a server sent, so that neither it nor a copy of it ever resolves: one mark is put before
 * the number. Text that holds marks already gets one more, so nothing is lost.
 */
export function escapeForeign(text: string): string {
  return rewrite(
    text,
    (found) => found.numberStart - found.marks,
    (at, out) => ({ out: out + ESCAPE_MARK, next: at }),
    () => true,
  );
}

/** Takes one mark from each marked stretch: the exact inverse of `escapeForeign`. */
export function restoreForeign(text: string): string {
  if (!text.includes(ESCAPE_MARK)) return text;
  return rewrite(
    text,
    (found) => found.numberStart - found.marks,
    (at, out) => ({ out, next: at + ESCAPE_MARK.length }),
    (found) => found.marks > 0,
  );
}

type Found = ReturnType<typeof findTokenLike>[number];

function rewrite(
  text: string,
  placeOf: (found: Found) => number,
  step: (at: number, out: string) => { readonly out: string; readonly next: number },
  wants: (found: Found) => boolean,
): string {
  const all = findTokenLike(text).filter(wants);
  if (all.length === 0) return text;
  let out = "";
  let from = 0;
  for (const found of all) {
    const at = placeOf(found);
    const stepped = step(at, out + text.slice(from, at));
    out = stepped.out;
    from = stepped.next;
  }
  return out + text.slice(from);
}
