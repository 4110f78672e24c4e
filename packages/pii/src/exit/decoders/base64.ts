import { base64Digit, classOf } from "./character-classes.ts";
import { type Decoded, DecodedWriter } from "./decoded.ts";

/** Six bytes of value are eight digits; shorter runs are words. */
const SHORTEST_RUN = 8;
const SHORTEST_PADDED_RUN = 6;
/** Runs this long may be folded into lines. */
const FOLDED_LINE = 40;

export interface Run {
  readonly start: number;
  readonly end: number;
}

/** Runs of base64 digits that are long enough to hide a value. */
export function findBase64Runs(text: string): readonly Run[] {
  const runs: Run[] = [];
  const { length } = text;
  for (let at = 0; at < length; ) {
    if (classOf(base64Digit, text.charCodeAt(at)) < 0) {
      at++;
      continue;
    }
    const start = at;
    let lineStart = at;
    for (;;) {
      while (at < length && classOf(base64Digit, text.charCodeAt(at)) >= 0) at++;
      const next = at - lineStart >= FOLDED_LINE ? afterLineBreak(text, at) : at;
      if (next === at) break;
      at = next;
      lineStart = next;
    }
    const size = at - start;
    if (size >= SHORTEST_RUN || (size >= SHORTEST_PADDED_RUN && text[at] === "=")) runs.push({ start, end: at });
  }
  return runs;
}

function afterLineBreak(text: string, at: number): number {
  let next = at;
  if (text[next] === "\r") next++;
  if (text[next] !== "\n") return at;
  next++;
  while (text[next] === " " || text[next] === "\t") next++;
  return classOf(base64Digit, text.charCodeAt(next)) >= 0 ? next : at;
}

/**
 * All runs read as base64, `shift` digits in: a value may start at any digit of a longer run, and four shifts meet every
 * alignment. Backwards reads the digits of each run from its end.
 */
export function decodeBase64(
  text: string,
  runs: readonly Run[],
  shift: number,
  isBackwards: boolean,
): Decoded | undefined {
  let size = 0;
  for (const run of runs) size += (((run.end - run.start) * 3) >> 2) + 4;
  const writer = new DecodedWriter(size);
  for (const run of runs) {
    const step = isBackwards ? -1 : 1;
    const stop = isBackwards ? run.start - 1 : run.end;
    let bits = 0;
    let count = 0;
    let skip = shift;
    for (let at = isBackwards ? run.end - 1 : run.start; at !== stop; at += step) {
      const digit = classOf(base64Digit, text.charCodeAt(at));
      if (digit < 0) continue;
      if (skip > 0) {
        skip--;
        continue;
      }
      bits = ((bits << 6) | digit) & 0xffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        // A byte lies in this digit and the one before it.
        const other = Math.max(run.start, Math.min(run.end - 1, at - step));
        writer.byte((bits >> count) & 0xff, Math.min(at, other), Math.max(at, other) + 1);
      }
    }
    writer.separator(run.end);
  }
  return writer.finish();
}
