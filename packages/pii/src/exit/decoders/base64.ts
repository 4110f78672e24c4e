import { base64Digit, classOf, hexDigit } from "./character-classes.ts";
import { type Decoded, DecodedWriter } from "./decoded.ts";

/** Six bytes of value are eight digits; shorter runs are words. */
const SHORTEST_RUN = 8;
const SHORTEST_PADDED_RUN = 6;
/** Base64 this long always has other digits than hexadecimal ones; ids and digests have not. */
const LONG_RUN = 20;
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
    if (size >= LONG_RUN && isHexadecimal(text, start, at)) continue;
    if (size >= SHORTEST_RUN || (size >= SHORTEST_PADDED_RUN && text[at] === "=")) runs.push({ start, end: at });
  }
  return runs;
}

function isHexadecimal(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (classOf(hexDigit, code) < 0 && code !== 45 && code !== 10 && code !== 13) return false;
  }
  return true;
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
 * All runs read as base64, `shift` times two bits in: a value may start at any digit of a longer run, and four shifts
 * meet every way in which its bytes can lie across digits.
 */
export function decodeBase64(text: string, runs: readonly Run[], shift: number): Decoded | undefined {
  let size = 0;
  for (const run of runs) size += (((run.end - run.start) * 3) >> 2) + 4;
  const writer = new DecodedWriter(size);
  for (const { start, end } of runs) {
    let bits = 0;
    let count = -2 * shift;
    for (let at = start; at < end; at++) {
      const digit = classOf(base64Digit, text.charCodeAt(at));
      if (digit < 0) continue;
      bits = ((bits << 6) | digit) & 0xffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        // A byte lies in this digit and the one or two before it.
        writer.byte((bits >> count) & 0xff, Math.max(start, at - 1), at + 1);
      }
    }
    writer.separator(end);
  }
  return writer.finish();
}
