import { hasCueBefore } from "../context.ts";
import type { Detector, Finding, TextTraits } from "../detector.ts";
import { findRussianAddresses } from "./address-cyrillic.ts";
import { streetAfter, streetBefore, streetEnd, unitWords } from "./address-words.ts";

const letters = "\\p{Script=Latin}\\p{Script=Greek}\\p{M}'’.()-";
const capital = `\\p{Lu}[${letters}]*`;
const particle =
  "(?:de|del|della|di|da|do|dos|das|du|des|la|le|les|los|las|el|y|e|of|the|van|von|der|den|am|an|im|in|zu|på|i|och|st\\.?)";
const name = `(?:${capital}|\\d{1,3}(?:st|nd|rd|th))`;
const nameWords = `${name}(?: (?:${particle} ){0,2}${name}){0,4}`;
const number = "\\d{1,6}(?:[A-Za-z]|[-/]\\d{1,4})?(?![\\p{L}\\d])";
const gap = "(?:,? {1,2}|,? ?\\r?\\n[ >?]{0,6})";
const unit = `(?:${unitWords}|Apt|Suite|Unit|Flat)\\.? #?[\\dA-Za-z]{1,6}(?![\\p{L}\\d])`;
const street = `(?:(?:${number} ){0,2}${nameWords}(?: (?:${streetAfter})(?![\\p{L}])\\.?)?(?:,? ${number}\\.?){0,2})`;
/** Town, region, country, postcode: each on its own line or after a comma. */
const region = "(?:\\p{Lu}{2}|nan|\\d{2})(?![\\p{L}\\d])";
const town = `${capital}(?: (?:${particle} )?${capital}){0,3}`;
const postcode =
  "(?:[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}|\\d{3} \\d{2}|\\d{4,6}(?:-\\d{3,4})?|\\d{2}-\\d{3})(?![\\p{L}\\d])";
const rest = `(?:${gap}${unit}){0,2}(?:${gap},? ?(?:${region}|${postcode}|${town}(?: ${postcode})?)(?: (?:${region}|${postcode}))?){0,4}`;

const full = new RegExp(`(?<![\\p{L}\\d_/.#:-])${street}${rest}`, "gu");
const military =
  /(?:PSC \d{1,5},? Box \d{1,5}|Unit \d{1,5},? Box \d{1,5}|USS \p{Lu}\p{L}+|USNS \p{Lu}\p{L}+|USCGC \p{Lu}\p{L}+)\s+(?:APO|FPO|DPO),? (?:A[AEP])\s+\d{5}(?:-\d{4})?/giu;
const corner = new RegExp(`the corner of ${nameWords}(?: ${number}\\.?)? and ${nameWords}(?: ${number}\\.?)?`, "gu");

const cue =
  /address|adress|live[sd]? (?:at|in|on)|living (?:at|in)|located (?:at|on|in)|is (?:at|in|on)|meet(?:ing)? (?:me |you |us )?(?:at|on)|sent? (?:it |this |one )?to|deliver(?:ed|y)? (?:to|at)|ship(?:ped|ping)? to|taxi to|return to|moved? to|arrived at|off at|stop at|reside[sd]? (?:at|in|on)|home is|office is|street|house|enter on|refers to|dirección|direccion|adresse|indirizzo|endere[cç]o|anschrift/;
const hasStreetAfter = new RegExp(`(?:^|[ ])(?:${streetAfter})(?![\\p{L}])`, "iu");
const hasStreetBefore = new RegExp(`(?:^|[ \\d])(?:${streetBefore})\\.? `, "iu");
const hasStreetEnd = new RegExp(`\\p{L}{2,}(?:${streetEnd})(?![\\p{L}])`, "iu");
const hasUnit = new RegExp(`(?:${unitWords})\\.? #?\\d`, "iu");
const startsWithNumber = /^\d/;
const hasPostcodeAtEnd = /(?:\d{4,6}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/;
const hasNumberAfterName = /\p{L}\.? \d{1,5}[A-Za-z]?(?:\.|,|\s|$)/u;
const notStreets =
  /(?:january|february|march|april|may|june|july|august|september|october|november|december|chapter|section|version|page|figure|table|episode|season|top|over|about|million|percent|people|years?|days?|hours?|minutes?|items?|times|files?|tests?|commits?|error|warning|line|step|node|release|update|issue|pull|task|phase|windows|ubuntu|python|iphone|android|users?|customers?|orders?|points?|rows?|bytes)$/i;

export const addressDetector: Detector = {
  name: "address",
  types: ["address"],
  wants: (traits) => traits.hasSpace && (traits.capitals > 0 || traits.hasCyrillic) && traits.digits > 0,
  find(text, traits) {
    const found: Finding[] = traits.hasCyrillic ? [...findRussianAddresses(text)] : [];
    if (traits.hasLatin) findWestern(text, traits, found);
    return found;
  },
};

function findWestern(text: string, _traits: TextTraits, found: Finding[]): void {
  for (const pattern of [military, corner]) {
    for (const match of text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + match[0].length, type: "address", score: 0.9 });
    }
  }
  for (const match of text.matchAll(full)) {
    const all = match[0].replace(/[\s,.(]+$/, "");
    if (all.length < 6) continue;
    const score = scoreOf(text, match.index, all);
    if (score > 0) found.push({ start: match.index, end: match.index + all.length, type: "address", score });
  }
}

/** Evidence adds up; a street number and a name alone are a chapter, a version or a score. */
function scoreOf(text: string, start: number, all: string): number {
  const firstLine = all.split(/[\n,]/)[0] ?? all;
  const firstName = /\p{L}+/u.exec(firstLine)?.[0] ?? "";
  if (notStreets.test(firstName)) return 0;
  let evidence = 0;
  if (startsWithNumber.test(all)) evidence += 1;
  if (hasStreetAfter.test(firstLine.replace(/^\S+ /, " "))) evidence += 1;
  else if (hasStreetBefore.test(firstLine)) evidence += 1;
  else if (hasStreetEnd.test(firstLine)) evidence += 1;
  if (hasUnit.test(all)) evidence += 1;
  if (hasNumberAfterName.test(firstLine)) evidence += 0.75;
  if (hasPostcodeAtEnd.test(all) && all.length > firstLine.length) evidence += 0.75;
  if (/[\n,]/.test(all)) evidence += 0.25;
  if (hasCueBefore(text, start, cue, 40)) evidence += 0.75;
  return evidence >= 1.75 ? Math.min(0.93, 0.5 + evidence / 8) : 0;
}
