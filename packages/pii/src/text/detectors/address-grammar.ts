import { streetAfter, streetAfterNumber, streetBefore, streetEnd, unitWords } from "./address-words.ts";

const letters = "\\p{Script=Latin}\\p{Script=Greek}\\p{M}'’.()-";
const capital = `(?!(?:${unitWords})\\b)\\p{Lu}[${letters}]*(?![\\p{L}\\d])`;
const particle =
  "(?:de|del|della|di|da|do|dos|das|du|des|la|le|les|los|las|el|y|e|of|the|van|von|der|den|am|an|im|in|zu|nad|na|på|i|och|st\\.?)";
const name = `(?:(?:[dl]['’])?${capital}|\\d{1,3}(?:st|nd|rd|th))`;
const nameWords = `${name}(?: (?:${particle} ){0,2}${name}){0,4}`;
const number = "\\d{1,6}(?:[A-Za-z]|[-/]\\d{1,4})?(?![\\p{L}\\d:])";
const space = "[ \\u00a0]{1,4}";
const newLine = "\\r?\\n(?:[ >?]*\\r?\\n)?[ >?]{0,6}";
const gap = `(?:,?${space}|,? ?${newLine})`;
const strictGap = `(?:, ?|,? ?${newLine},? ?)`;
const unit = `(?:${unitWords})(?:\\.? ?#?\\d[\\dA-Za-z]{0,5}|\\.? #?[A-Za-z])(?![\\p{L}\\d])`;
/** `3º B`: floor and door. */
const floor = "\\d{1,2}[ºª°](?: ?[A-Z]{1,4}(?![\\p{L}\\d]))?";
const after = `(?: (?:${streetAfter})(?![\\p{L}])\\.?)`;
/** House numbers; after a comma a longer one with a town behind it is a postcode. */
const tail = `(?:(?: |, (?!\\d{4,6} \\p{Lu}))${number}\\.?){0,2}`;
const small = `(?:${particle} ){0,2}`;
const kind = `(?:${streetBefore}|${streetAfterNumber})\\.? ${small}`;
const numbered = `(?:(?:${number}${space}){1,2}(?:${kind})?|${number}, ${kind})${nameWords}${after}?${tail}`;
const prefixed = `(?:${streetBefore})\\.? ${small}${nameWords}${tail}`;
const suffixed = `${nameWords}${after}${tail}`;
const named = `${name}(?: (?:${particle} )?${name}){0,3} ${number}\\.?`;
const box = `(?:${number} )?P\\.? ?O\\.? Box \\d{1,6}(?: ${nameWords})?`;
const lead = `(?:${unit},?${space}(?:${nameWords}, )?|\\d{4,5} ${capital}, )`;
const street = `${lead}?(?:${box}|${numbered}|${prefixed}|${suffixed}|${named})`;

const region = "(?:\\p{Lu}{2,3}|nan|\\d{2})(?![\\p{L}\\d])";
const postcode =
  "(?:[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d|\\d{3} \\d{2}(?! \\d)|\\d{4,6}(?:-\\d{3,4})?|\\d{2}-\\d{3})(?![\\p{L}\\d-])";
const town = `${capital}(?: (?:${particle} )?(?:${capital}|\\([^)\\n]{1,40}\\))){0,3}`;
const place = `(?:${postcode} ${town}|${town}(?: (?:- )?${region})?(?: ${postcode})?|${region}(?: ${postcode})?|${postcode})`;
/** Town, region, country, postcode: each on its own line or after a comma; right after a unit a space is enough. */
const rest = `(?:${gap}(?:${unit}|${floor})(?: ${place})?){0,2}(?:${strictGap}${place}){0,4}`;

/** A whole address, from its number or street to its postcode. */
export const fullPattern: RegExp = new RegExp(`(?<![\\p{L}\\d_/.#:-])${street}${rest}`, "gu");
export const militaryPattern: RegExp =
  /(?:PSC \d{1,5},? Box \d{1,5}|Unit \d{1,5},? Box \d{1,5}|US(?:S|NS|CGC|NV) \p{L}+)\s+(?:APO|FPO|DPO),? A[AEP]\s+\d{5}(?:-\d{4})?/giu;
export const cornerPattern: RegExp = /\bthe corner of [^,\n?!]{3,50}? and [^,\n?!]{3,50}?(?=[.?!,\n]|$| in case\b)/giu;
export const unitPattern: RegExp = new RegExp(`(?<![\\p{L}\\d])${unit}`, "giu");

export const hasStreetAfter: RegExp = new RegExp(` (?:${streetAfter})(?![\\p{L}])`, "iu");
export const hasStreetBefore: RegExp = new RegExp(`(?:^|[ \\d])(?:${streetBefore})\\.? `, "iu");
export const hasStreetEnd: RegExp = new RegExp(`\\p{L}{3,}(?:${streetEnd})(?![\\p{L}])`, "iu");
export const hasUnit: RegExp = new RegExp(`(?<![\\p{L}])(?:${unitWords})\\.? ?#?\\d`, "iu");
