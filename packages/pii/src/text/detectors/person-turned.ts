import { isFamilyName, isGivenName } from "../../names/name-evidence.ts";
import type { Finding } from "../detector.ts";

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What an entry of a directory opens after, and what it ends before. */
const opening = /(?:^|[\n;|\t"“(])[ \t>*•-]*$|(?:^|\n)[^\n:]{1,20}: *$/;
const closing = /^ ?(?:$|[\n<;|\t"”()[]|[-–—] )/;

/** Family name first, as directories and mail headers have it: `Lindgren, Astrid <astrid@example.com>`. */
export function findTurned(text: string, stretches: readonly Stretch[]): readonly Finding[] {
  const byStart = new Map(stretches.map((stretch) => [stretch.start, stretch]));
  const found: Finding[] = [];
  for (const { start, end } of stretches) {
    const given = text.startsWith(", ", end) ? byStart.get(end + 2) : undefined;
    if (given === undefined) continue;
    const family = text.slice(start, end);
    const [first = ""] = text.slice(given.start, given.end).split(/\s/);
    if (/\s/.test(family) && !isFamilyName(family.split(/\s/).at(-1) ?? "")) continue;
    if (!isGivenName(first)) continue;
    const last = text[given.end] === "." ? given.end + 1 : given.end;
    if (!opening.test(text.slice(Math.max(0, start - 24), start)) || !closing.test(text.slice(last, last + 3)))
      continue;
    found.push({ start, end: last, type: "person", score: 0.9 });
  }
  return found;
}
