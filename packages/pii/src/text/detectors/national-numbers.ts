import type { PiiType } from "@sluice/contracts";
import { validate as isTfn } from "stdnum/lib/cjs/au/tfn.js";
import { validate as isBelgian } from "stdnum/lib/cjs/be/nn.js";
import { validate as isCnpj } from "stdnum/lib/cjs/br/cnpj.js";
import { validate as isCpf } from "stdnum/lib/cjs/br/cpf.js";
import { validate as isSin } from "stdnum/lib/cjs/ca/sin.js";
import { validate as isSwiss } from "stdnum/lib/cjs/ch/ssn.js";
import { validate as isRic } from "stdnum/lib/cjs/cn/ric.js";
import { validate as isIdnr } from "stdnum/lib/cjs/de/idnr.js";
import { validate as isDni } from "stdnum/lib/cjs/es/dni.js";
import { validate as isNie } from "stdnum/lib/cjs/es/nie.js";
import { validate as isHetu } from "stdnum/lib/cjs/fi/hetu.js";
import { validate as isNir } from "stdnum/lib/cjs/fr/nir.js";
import { validate as isNino } from "stdnum/lib/cjs/gb/nino.js";
import { validate as isAadhaar } from "stdnum/lib/cjs/in/aadhaar.js";
import { validate as isPan } from "stdnum/lib/cjs/in/pan.js";
import { validate as isCodiceFiscale } from "stdnum/lib/cjs/it/codicefiscale.js";
import { validate as isRrn } from "stdnum/lib/cjs/kr/rrn.js";
import { validate as isCurp } from "stdnum/lib/cjs/mx/curp.js";
import { validate as isBsn } from "stdnum/lib/cjs/nl/bsn.js";
import { validate as isPesel } from "stdnum/lib/cjs/pl/pesel.js";
import { validate as isPersonnummer } from "stdnum/lib/cjs/se/personnummer.js";
import { validate as isThaiId } from "stdnum/lib/cjs/th/idnr.js";
import { validate as isTckimlik } from "stdnum/lib/cjs/tr/tckimlik.js";
import { validate as isZaId } from "stdnum/lib/cjs/za/idnr.js";
import { isNhs } from "../check-digits.ts";
import { hasCue } from "../context.ts";
import type { Detector, Finding, TextTraits } from "../detector.ts";

interface NationalNumber {
  readonly type: PiiType;
  readonly pattern: RegExp;
  /** Without one the form alone is rare enough. */
  readonly isValid?: (value: string) => { readonly isValid: boolean };
  /** A word that must stand near. Numbers with letters and a check character, or with their own punctuation, need none. */
  readonly cue?: RegExp;
}

const alone = (source: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d_.+-])(?:${source})(?![\\p{L}\\d_]|[.-]\\d)`, "giu");

const numbers: readonly NationalNumber[] = [
  { type: "national-id", pattern: alone("[a-ceghj-prstw-z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[a-d]"), isValid: isNino },
  { type: "national-id", pattern: alone("\\d{6}[-+a-fu-y]\\d{3}[0-9a-fhj-npr-y]"), isValid: isHetu },
  { type: "tax-id", pattern: alone("[a-z]{6}\\d{2}[abcdehlmprst]\\d{2}[a-z]\\d{3}[a-z]"), isValid: isCodiceFiscale },
  { type: "national-id", pattern: alone("[a-z]{4}\\d{6}[hm][a-z]{5}[a-z\\d]\\d"), isValid: isCurp },
  { type: "tax-id", pattern: alone("\\d{8}-?[a-hj-np-tv-z]"), isValid: isDni },
  { type: "national-id", pattern: alone("[xyz]-?\\d{7}-?[a-hj-np-tv-z]"), isValid: isNie },
  {
    type: "tax-id",
    pattern: alone("[a-z]{3}[abcfghljpt][a-z]\\d{4}[a-z]"),
    isValid: isPan,
    cue: /\bpan\b|permanent account|income tax/,
  },
  { type: "tax-id", pattern: alone("\\d{2}[a-z]{5}\\d{4}[a-z][1-9a-z]z[\\da-z]") },
  { type: "national-id", pattern: alone("\\d{5}-\\d{7}-\\d") },
  // British driving licences: five of the surname, decade, month (with 5 added for women), day, year, initials.
  {
    type: "national-id",
    pattern: alone("(?=[a-z\\d]{16}(?![a-z\\d]))[a-z]{2,5}9{0,3}\\d[0156]\\d[0-3]\\d\\d[a-z9]{2}[\\da-z][a-z]{2}"),
  },
  // Medicare: each place has its kind, and no letters that look like digits.
  {
    type: "national-id",
    pattern: alone(
      "[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\\d]\\d-[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\\d]\\d-[ac-hjkmnp-rt-y]{2}\\d{2}",
    ),
  },
  {
    type: "national-id",
    pattern: alone(
      "[1-9][ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\\d]\\d[ac-hjkmnp-rt-y][ac-hjkmnp-rt-y\\d]\\d[ac-hjkmnp-rt-y]{2}\\d{2}",
    ),
    cue: /medicare|\bmbi\b/,
  },
  {
    type: "national-id",
    pattern: alone("\\d{3}[ -]?\\d{3}[ -]?\\d{4}"),
    isValid: (value) => ({ isValid: isNhs(value.replace(/\D/g, "")) }),
    cue: /\bnhs\b/,
  },
  {
    type: "national-id",
    pattern: alone("\\d{2} ?[0-3]\\d[01]\\d{3} ?[a-z] ?\\d{3}"),
    cue: /sozialversicherung|rentenversicherung|\brvnr|\bsvnr/,
  },
  { type: "tax-id", pattern: alone("\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}"), isValid: isCpf },
  { type: "tax-id", pattern: alone("\\d{11}"), isValid: isCpf, cue: /\bcpf\b/ },
  { type: "tax-id", pattern: alone("\\d{2}\\.\\d{3}\\.\\d{3}/\\d{4}-\\d{2}"), isValid: isCnpj },
  { type: "national-id", pattern: alone("756\\.\\d{4}\\.\\d{4}\\.\\d{2}"), isValid: isSwiss },
  { type: "national-id", pattern: alone("\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}\\.\\d{2}"), isValid: isBelgian },
  { type: "national-id", pattern: alone("\\d{6}-[1-8]\\d{6}"), isValid: isRrn },
  {
    type: "national-id",
    pattern: alone("\\d{13}"),
    isValid: isRrn,
    cue: /\brrn\b|\bfrn\b|korean|resident registration|주민/,
  },
  { type: "national-id", pattern: alone("\\d{17}[\\dx]"), isValid: isRic },
  { type: "national-id", pattern: alone("(?:\\d{2})?\\d{6}[-+]\\d{4}"), isValid: isPersonnummer },
  {
    type: "national-id",
    pattern: alone("(?:\\d{2})?\\d{10}"),
    isValid: isPersonnummer,
    cue: /personn|\bpnr\b|swedish/,
  },
  { type: "national-id", pattern: alone("\\d{11}"), isValid: isPesel, cue: /pesel/ },
  { type: "national-id", pattern: alone("\\d{11}"), isValid: isTckimlik, cue: /kimlik|tckn|turkish|\btc no/ },
  { type: "national-id", pattern: alone("\\d{4}[ :-]?\\d{4}[ :-]?\\d{4}"), isValid: isAadhaar, cue: /aadh?aa?r|uidai/ },
  {
    type: "national-id",
    pattern: alone("[12] ?\\d{2} ?\\d{2} ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}"),
    isValid: isNir,
    cue: /nir\b|s[eé]curit[eé] sociale|insee/,
  },
  { type: "tax-id", pattern: alone("\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}"), isValid: isIdnr, cue: /steuer|idnr|tax|tin\b/ },
  {
    type: "national-id",
    pattern: alone("\\d{9}|\\d{4}\\.\\d{2}\\.\\d{3}"),
    isValid: isBsn,
    cue: /\bbsn\b|burgerservice/,
  },
  {
    type: "national-id",
    pattern: alone("\\d{3}[ -]?\\d{3}[ -]?\\d{3}"),
    isValid: isSin,
    cue: /\bsin\b|\bnas\b|social insurance/,
  },
  { type: "tax-id", pattern: alone("\\d{3} ?\\d{3} ?\\d{2,3}"), isValid: isTfn, cue: /\btfn\b|tax file/ },
  {
    type: "national-id",
    pattern: alone("\\d{13}"),
    isValid: isZaId,
    cue: /south african|\brsa\b|\bsa id\b|resident|refugee|id number/,
  },
  {
    type: "national-id",
    pattern: alone("\\d{13}|\\d-\\d{4}-\\d{5}-\\d{2}-\\d"),
    isValid: isThaiId,
    cue: /thai|tnin|บัตร|ประชาชน/,
  },
  {
    type: "passport",
    pattern: alone("[a-z]{0,3}\\d{6,9}|(?=[a-z]*\\d[a-z]*\\d[a-z]*\\d)[a-z\\d]{8,9}|\\d{2} ?№? ?\\d{7}"),
    cue: /passport|travel document|паспорт|pasaporte|passaporto|passeport|reisepass|pass-?nr|paszport|여권/,
  },
  {
    type: "national-id",
    pattern: alone("(?=[a-z]*\\d[a-z]*\\d[a-z]*\\d)[a-z\\d]{7,12}"),
    cue: /personalausweis|ausweis-? ?n|identity card|id card|carte d['’]identit[ée]|carta d['’]identit|\bdni\b|c[ée]dula|dowód osobisty/,
  },
  {
    type: "national-id",
    pattern: alone("[a-z]{0,2}\\d{5,13}[a-z]{0,2}|\\d{2,4}-\\d{2,4}-\\d{2,6}|[a-z]{5}\\d{6}[a-z\\d]{5}"),
    cue: /driv(?:er|ing)\S{0,2} ?licen[sc]e|f[üu]hrerschein|patente di guida|permis de conduire/,
  },
];

const certain = numbers.filter(({ cue }) => cue === undefined);
const named = numbers.filter(({ cue }) => cue !== undefined);
/** One pass for all kinds that need no word. */
const anyCertain = new RegExp(certain.map(({ pattern }) => pattern.source).join("|"), "giu");
const anyCue = new RegExp(named.map(({ cue }) => cue?.source).join("|"));

/** Personal numbers of other countries: by check digits, and by a word near where digits alone prove little. */
export const nationalNumbersDetector: Detector = {
  name: "national-numbers",
  types: ["national-id", "tax-id", "passport"],
  wants: (traits) => traits.digits >= 6,
  find(text, traits) {
    const found: Finding[] = [];
    for (const match of text.matchAll(anyCertain)) {
      const kind = certain.find(
        ({ pattern, isValid }) =>
          matchesWhole(pattern, match[0]) && (isValid === undefined || isValidNumber(isValid, match[0])),
      );
      if (kind !== undefined)
        found.push({ start: match.index, end: match.index + match[0].length, type: kind.type, score: 0.93 });
    }
    if (anyCue.test(traits.lower)) for (const kind of named) findNamed(text, traits, kind, found);
    return found;
  },
};

function findNamed(
  text: string,
  traits: TextTraits,
  { type, pattern, isValid, cue }: NationalNumber,
  found: Finding[],
): void {
  if (cue === undefined || !cue.test(traits.lower)) return;
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    if (!hasCue(text, start, end, cue, 40)) continue;
    if (type === "passport" && !/\d{3}/.test(match[0])) continue;
    if (isValid !== undefined && !isValidNumber(isValid, match[0])) continue;
    found.push({ start, end, type, score: isValid === undefined ? 0.88 : 0.96 });
  }
}

function matchesWhole(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.exec(text)?.[0].length === text.length;
}

function isValidNumber(isValid: (value: string) => { readonly isValid: boolean }, text: string): boolean {
  try {
    return isValid(text).isValid;
  } catch {
    return false;
  }
}
