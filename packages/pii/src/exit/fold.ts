/**
 * Folding for comparison: what is left of a character when case, width, accents, separators and invisible characters
 * do not count. Empty for everything that is neither letter nor digit.
 */
const UNKNOWN = 0xffff;
const MANY = 0xfffe;
const table = new Uint16Array(0x10000).fill(UNKNOWN);
const many = new Map<number, string>();

const notAlphanumeric = /[^\p{L}\p{N}]/gu;

/** Letters that have no decomposition, but a plain form that people and slugs write; and a sign that has one and is none. */
const plain = new Map(
  Object.entries({
    ø: "o",
    Ø: "o",
    ł: "l",
    Ł: "l",
    đ: "d",
    Đ: "d",
    ð: "d",
    æ: "ae",
    Æ: "ae",
    œ: "oe",
    Œ: "oe",
    "№": "",
  }),
);
const anyDigit = /^\p{Nd}$/u;

/** The value of a digit of any script: blocks of ten, from their zero. */
function digitOf(codePoint: number): string {
  let zero = codePoint;
  while (codePoint - zero < 9 && anyDigit.test(String.fromCodePoint(zero - 1))) zero--;
  return String(codePoint - zero);
}

function foldSlow(codePoint: number): string {
  // Plane 14 is invisible; its tags mirror ASCII, and offsets from it are an easy hiding place.
  if (codePoint >= 0xe0000 && codePoint <= 0xeffff) return foldSlow(codePoint & 0xffff);
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return "";
  // Flags spell with letters of their own.
  if (codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff) return String.fromCodePoint(codePoint - 0x1f1e6 + 97);
  const char = String.fromCodePoint(codePoint);
  const known = plain.get(char);
  if (known !== undefined) return known;
  const decomposed = char.normalize("NFKD");
  if (codePoint > 0x7f && decomposed === char && anyDigit.test(char)) return digitOf(codePoint);
  return decomposed.toUpperCase().toLowerCase().normalize("NFKD").replace(notAlphanumeric, "");
}

/** One folded code unit of a BMP character, 0 for none, or -1 where there are several (see `foldMany`). */
export function foldUnit(code: number): number {
  const known = table[code] as number;
  if (known < MANY) return known;
  if (known === MANY) return -1;
  const folded = foldSlow(code);
  if (folded.length <= 1) {
    const unit = folded.length === 0 ? 0 : folded.charCodeAt(0);
    table[code] = unit < MANY ? unit : 0;
    return table[code] as number;
  }
  table[code] = MANY;
  many.set(code, folded);
  return -1;
}

export function foldMany(code: number): string {
  return many.get(code) ?? "";
}

const astral = new Map<number, string>();

export function foldAstral(codePoint: number): string {
  let folded = astral.get(codePoint);
  if (folded === undefined) {
    folded = foldSlow(codePoint);
    if (astral.size < 10_000) astral.set(codePoint, folded);
  }
  return folded;
}

export function foldText(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdbff) {
      const point = text.codePointAt(i) as number;
      if (point > 0xffff) {
        out += foldAstral(point);
        i++;
      }
      continue;
    }
    const unit = foldUnit(code);
    if (unit > 0) out += String.fromCharCode(unit);
    else if (unit < 0) out += foldMany(code);
  }
  return out;
}
