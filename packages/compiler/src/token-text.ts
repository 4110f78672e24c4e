/** Kinds of token that the personal-data boundary makes; separators between their words vary as models retype them. */
const kinds = [
  "EMAIL",
  "E[ _-]?MAIL",
  "PHONE",
  "PERSON",
  "NAME",
  "CARD",
  "IBAN",
  "TAX[ _-]?ID",
  "ADDRESS",
  "IP",
  "MAC",
  "SSN",
  "PASSPORT",
  "BIRTH[ _-]?DATE",
  "NATIONAL[ _-]?ID",
  "URL[ _-]?CREDENTIAL",
].join("|");

const knownToken = new RegExp(`(?:${kinds})[\\s_.:#\\\\-]{0,4}\\d`, "i");
const anyToken = /[A-Z]{2}[A-Z_]{0,60}_\d/;
/** Written inside words so that they do not look like one; invisible. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Whether a literal may hold a personal-data token in any spelling. Meant to say yes too often:
 * a literal that holds none is handed over unchanged.
 */
export function mayHoldToken(text: string): boolean {
  if (text.length < 3 || !hasDigitSource(text)) return false;
  if (test(text)) return true;
  const plain = decodeEscapes(text.normalize("NFKC").replace(invisible, ""));
  return plain !== text && test(plain.normalize("NFKC").replace(invisible, ""));
}

function test(text: string): boolean {
  return knownToken.test(text) || anyToken.test(text);
}

/** Every spelling of a digit contains one, or is not ASCII. */
function hasDigitSource(text: string): boolean {
  return /[0-9\u0080-\uffff]/.test(text);
}

function decodeEscapes(text: string): string {
  if (!/[%&\\]/.test(text)) return text;
  return text
    .replace(/%(?:25)*([0-7][0-9a-f])/gi, (_all, hex: string) => fromCode(hex, 16))
    .replace(/&#x([0-9a-f]{1,5});?/gi, (_all, hex: string) => fromCode(hex, 16))
    .replace(/&#([0-9]{1,6});?/g, (_all, digits: string) => fromCode(digits, 10))
    .replace(/&(lowbar|lbrack|rbrack|lsqb|rsqb|num);/gi, "_")
    .replace(/\\+u(?:([0-9a-f]{4})|\{([0-9a-f]{1,6})\})/gi, (_all, four: string, any: string) =>
      fromCode(four ?? any, 16),
    )
    .replace(/\\+x([0-9a-f]{2})/gi, (_all, hex: string) => fromCode(hex, 16));
}

function fromCode(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code > 0x10ffff ? "" : String.fromCodePoint(code);
}
