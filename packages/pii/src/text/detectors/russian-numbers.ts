import type { PiiType } from "@sluice/contracts";
import { isInn, isOgrn, isSnils } from "../check-digits.ts";
import { hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

interface Kind {
  readonly type: PiiType;
  readonly pattern: RegExp;
  readonly isValid: (digits: string) => boolean;
  /** A word that must stand before; without one the form alone is proof enough. */
  readonly cue?: RegExp;
  readonly score: number;
}

const any = (): boolean => true;
const alone = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\d_.-])${source}(?![\\p{L}\\d_]|[.-]\\d)`, "giu");

const kinds: readonly Kind[] = [
  {
    type: "tax-id",
    pattern: alone("\\d{10}(?:\\d{2})?"),
    isValid: isInn,
    cue: /инн|\binn\b|налогоплательщик|tax/,
    score: 0.97,
  },
  { type: "national-id", pattern: alone("\\d{3}-\\d{3}-\\d{3}[ -]\\d{2}"), isValid: isSnils, score: 0.97 },
  {
    type: "national-id",
    pattern: alone("\\d{3}[ -]?\\d{3}[ -]?\\d{3}[ -]?\\d{2}"),
    isValid: isSnils,
    cue: /снилс|snils|страховой номер|страхов\p{L}+ свидетельств/u,
    score: 0.96,
  },
  {
    type: "national-id",
    pattern: alone("\\d{13}(?:\\d{2})?"),
    isValid: isOgrn,
    cue: /огрн|\bogrn/,
    score: 0.97,
  },
  {
    type: "passport",
    pattern: alone("(?:серии?я? ?)?\\d{2} ?\\d{2}(?:,? ?(?:№|n|номер|no\\.?)?:? ?)\\d{3} ?\\d{3}"),
    isValid: any,
    cue: /паспорт|passport|сери[яи]|удостоверени\p{L}+ личности/u,
    score: 0.96,
  },
  {
    type: "national-id",
    pattern: alone("\\d{2} ?\\d{2}(?: ?№?:? ?)\\d{6}"),
    isValid: any,
    cue: /водительск|в\/у|прав[ао]?\b|удостоверени/,
    score: 0.9,
  },
  {
    type: "national-id",
    pattern: alone("\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}"),
    isValid: any,
    cue: /полис|омс\b|\boms\b/,
    score: 0.96,
  },
];

/** Russian numbers: INN, SNILS, OGRN, passport, driving licence, health insurance. */
export const russianNumbersDetector: Detector = {
  name: "russian-numbers",
  types: ["tax-id", "national-id", "passport"],
  wants: (traits) => traits.digits >= 10,
  find(text, traits) {
    const found: Finding[] = [];
    for (const { type, pattern, isValid, cue, score } of kinds) {
      if (cue !== undefined && !cue.test(traits.lower)) continue;
      for (const match of text.matchAll(pattern)) {
        if (!isValid(match[0].replace(/\D/g, ""))) continue;
        if (cue !== undefined && !hasCueBefore(text, match.index, cue, 40)) continue;
        const start = match.index + (/^\D*/.exec(match[0])?.[0].length ?? 0);
        found.push({ start, end: match.index + match[0].length, type, score });
      }
    }
    return found;
  },
};
