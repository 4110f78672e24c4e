import type { PiiType } from "@sluice/contracts";
import { ACCEPTED, type Detector, type Finding, readTraits, type TextTraits } from "./detector.ts";

export interface FindOptions {
  readonly detectors: readonly Detector[];
  readonly types: ReadonlySet<PiiType>;
  /** Weaker findings of persons are dropped. @default ACCEPTED */
  readonly personScore?: number;
}

/** How a string is read, by what its field holds: prose, technical numbers, the name of a thing. */
export type Reading = "plain" | "quiet" | "thing";

/** In fields of technical numbers only these look. */
const quietDetectors: ReadonlySet<string> = new Set(["email", "url-credential", "person"]);

/** Above what two known names prove: `Calvin Klein` is a brand, but a patronymic is a person's in any field. */
const THING_SCORE = 0.91;

export function toReadings(options: FindOptions): Readonly<Record<Reading, FindOptions>> {
  return {
    plain: options,
    quiet: { ...options, detectors: options.detectors.filter(({ name }) => quietDetectors.has(name)) },
    thing: { ...options, personScore: THING_SCORE },
  };
}

/** Text shorter than this holds no datum that a detector knows. */
const SHORTEST = 5;

/** Times, hexadecimal ids and words without digits: most strings of most results. */
const isoTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?$/;
const hexId = /^(?=[\d-]*[a-f])[0-9a-f]{4,}(?:-[0-9a-f]{4,}){0,5}$/;

function isMachineText(text: string, traits: TextTraits): boolean {
  if (traits.hasAt) return false;
  if (!traits.hasSpace && !traits.hasCyrillic && traits.digits === 0 && traits.colons < 2) return true;
  return (
    traits.digits > 0 &&
    ((text.length <= 35 && isoTime.test(text)) || (text.length >= 16 && text.length <= 64 && hexId.test(text)))
  );
}

/** What the detectors find, without overlaps: the better evidence wins, then the longer stretch. */
export function findPii(text: string, options: FindOptions, traits: TextTraits = readTraits(text)): readonly Finding[] {
  if (text.length < SHORTEST || isMachineText(text, traits)) return [];
  const all: Finding[] = [];
  const { personScore = ACCEPTED } = options;
  for (const detector of options.detectors) {
    if (!detector.wants(traits) || !detector.types.some((type) => options.types.has(type))) continue;
    for (const finding of detector.find(text, traits)) {
      const accepted = finding.type === "person" ? personScore : ACCEPTED;
      if (finding.score >= accepted && finding.end > finding.start) all.push(finding);
    }
  }
  const chosen = all.length < 2 ? all : resolveOverlaps(all);
  return chosen.filter((finding) => options.types.has(finding.type));
}

function resolveOverlaps(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort((a, b) => a.start - b.start);
  const kept: Finding[] = [];
  // Only findings of one unbroken stretch can overlap, so each stretch is settled alone.
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    let end = (sorted[from] as Finding).end;
    while (to < sorted.length && (sorted[to] as Finding).start < end)
      end = Math.max(end, (sorted[to++] as Finding).end);
    kept.push(...settle(sorted.slice(from, to)));
    from = to;
  }
  return kept;
}

function settle(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length === 1) return findings;
  const ranked = [...findings].sort(
    (a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: Finding[] = [];
  for (const finding of ranked) {
    if (!kept.some((other) => finding.start < other.end && other.start < finding.end)) kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start);
}
