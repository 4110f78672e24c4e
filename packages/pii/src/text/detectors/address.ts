import { isCommonWord } from "../../names/name-evidence.ts";
import { hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";
import { findRussianAddresses } from "./address-cyrillic.ts";
import {
  cornerPattern,
  fullPattern,
  hasStreetAfter,
  hasStreetBefore,
  hasStreetEnd,
  hasUnit,
  militaryPattern,
  unitPattern,
} from "./address-grammar.ts";

const cue =
  /address|adress|live[sd]? (?:at|in|on)|living (?:at|in)|located (?:at|on|in)|(?:is|are) (?:at|in|on)|meet(?:ing)? (?:me |you |us )?(?:at|on)|sent? (?:it |this |one )?to|deliver(?:ed|y)? (?:to|at)|ship(?:ped|ping)? to|taxi to|return to|moved? to|arrived at|off at|stop at|side of|reside[sd]? (?:at|in|on)|home is|office is|street|house|enter on|refers to|direcci[oó]n|adresse|indirizzo|endere[cç]o|anschrift|wohnhaft|wohnt|domicili|demeurant|habite|vive en|reside en/;
const addressCue = /address(?: is)? ?:?\s*$/;
const notStreets =
  /^(?:chapter|section|version|page|figure|table|episode|season|over|about|million|billion|percent|people|years?|days?|hours?|minutes?|seconds?|items?|times|files?|tests?|commits?|errors?|warnings?|line|step|node|release|update|issue|pull|task|phase|windows|ubuntu|python|iphone|android|users?|customers?|orders?|points?|rows?|bytes|january|february|march|april|may|june|july|august|september|october|november|december)$/i;
/** Unit, postcode and town, or a number with a comma, where they stand before the street. */
const leading = new RegExp(`^(?:${unitPattern.source}|\\d{4,5} \\p{Lu}\\p{L}+|\\d{1,6}),\\s?`, "iu");
const startsWithNumber = /^\d/;
/** As most of Europe writes towns. */
const postcodeAndTown = /[,\n] ?\d{4,6} \p{Lu}\p{L}+[^,\n]*$/u;
const endsWithPostcode =
  /(?:\d{4,6}|\d{3} \d{2}|\d{2}-\d{3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/;
const numberAfterName = /\p{L}\.? \d{1,5}[A-Za-z]?\.?$/u;

/** Street addresses of many countries, by their grammar, street words, units and postcodes. */
export const addressDetector: Detector = {
  name: "address",
  types: ["address"],
  wants: (traits) => traits.hasSpace && traits.digits > 0 && (traits.capitals > 1 || traits.hasCyrillic),
  find(text, traits) {
    const found: Finding[] = traits.hasCyrillic ? [...findRussianAddresses(text)] : [];
    if (traits.hasLatin) findWestern(text, found);
    return found;
  },
};

function findWestern(text: string, found: Finding[]): void {
  for (const pattern of [militaryPattern, cornerPattern]) {
    for (const match of text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + match[0].trimEnd().length, type: "address", score: 0.95 });
    }
  }
  for (const match of text.matchAll(fullPattern)) {
    const all = withoutLoneTown(withoutNextNumber(match[0].replace(/[\s,.(]+$/, "")));
    const score = scoreOf(text, match.index, all);
    if (score > 0)
      found.push(
        ...(isBlock(text, match.index, all) ? splitBlock(match.index, all, score) : [whole(match.index, all, score)]),
      );
  }
}

const whole = (start: number, all: string, score: number): Finding => ({
  start,
  end: start + all.length,
  type: "address",
  score,
});

/** After postcode and town another number is something else: a telephone's. */
function withoutNextNumber(all: string): string {
  const next = /,\s*\d+$/.exec(all);
  return next !== null && postcodeAndTown.test(all.slice(0, next.index)) ? all.slice(0, next.index) : all;
}

/** A town that only follows a street is no part of what identifies. */
function withoutLoneTown(all: string): string {
  const [street = "", ...rest] = all.split(/,(?=[^,]*$)/);
  return rest.length === 1 &&
    !/\d/.test(rest[0] ?? "") &&
    !/[\n,]/.test(all.slice(0, street.length)) &&
    /\d$/.test(street)
    ? street
    : all;
}

/** An address on lines of its own keeps its layout: street, unit and postcode are one datum each, towns are none. */
function isBlock(text: string, start: number, all: string): boolean {
  if (!all.includes("\n") || hasCueBefore(text, start, addressCue)) return false;
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^[\s>?*]*$/.test(line);
}

function splitBlock(start: number, all: string, score: number): readonly Finding[] {
  const found: Finding[] = [];
  let at = 0;
  for (const [index, line] of all.split("\n").entries()) {
    const units = [...line.matchAll(unitPattern)].map((unit) => ({
      from: unit.index,
      to: unit.index + unit[0].length,
    }));
    if (index === 0) found.push(piece(start, at, 0, units[0]?.from ?? line.length, line, score));
    for (const { from, to } of units) found.push(piece(start, at, from, to, line, score));
    const postcode = index > 0 && units.length === 0 ? endsWithPostcode.exec(line.trimEnd()) : null;
    if (postcode !== null) found.push(piece(start, at, postcode.index, line.trimEnd().length, line, score));
    at += line.length + 1;
  }
  return found.filter((finding) => finding.end > finding.start);
}

function piece(start: number, at: number, from: number, to: number, line: string, score: number): Finding {
  const text = line.slice(from, to).replace(/[\s,]+$/, "");
  return { start: start + at + from, end: start + at + from + text.length, type: "address", score };
}

/** Evidence adds up; a number and a name alone are a chapter, a version or a score. */
function scoreOf(text: string, start: number, all: string): number {
  const firstLine = all.replace(leading, "").split(/[\n,]/)[0] ?? all;
  const withoutUnit = firstLine.replace(unitPattern, "").trimEnd();
  const names = withoutUnit.match(/\p{L}[\p{L}'’]+/gu) ?? [];
  if (names.some((name) => notStreets.test(name))) return 0;
  const isStreet =
    hasStreetAfter.test(withoutUnit) || hasStreetBefore.test(withoutUnit) || hasStreetEnd.test(withoutUnit);
  // Plates and codes: 34 ABC 1234.
  if (!isStreet && names.every((name) => /^\p{Lu}{1,3}$/u.test(name)) && !hasUnit.test(all)) return 0;
  const isNumbered = startsWithNumber.test(all);
  let evidence = isStreet ? 1 : 0;
  if (isNumbered) evidence += 1;
  if (hasUnit.test(all)) evidence += 1;
  if (numberAfterName.test(withoutUnit)) evidence += 0.75;
  if (endsWithPostcode.test(all) && all.length > firstLine.length) evidence += 0.75;
  if (/[\n,]/.test(all)) evidence += 0.25;
  if (postcodeAndTown.test(all)) evidence += 0.75;
  // Words of the language with a number before them are counted things.
  if (!isStreet && names.length > 0 && names.every((name) => isCommonWord(name))) evidence -= 1;
  if (evidence >= 1 && hasCueBefore(text, start, cue, 40)) evidence += 0.75;
  if (evidence < 1.75) return 0;
  // A street's name is often somebody's; with its number it is the street's.
  const isSure = isStreet && (isNumbered || numberAfterName.test(withoutUnit));
  return Math.min(0.93, Math.max(isSure ? 0.88 : 0, 0.5 + evidence / 8));
}
