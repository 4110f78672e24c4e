import { classOf, hexDigit } from "./character-classes.ts";
import { type Decoded, DecodedWriter } from "./decoded.ts";

/** Bytes; fewer are ordinary numbers. */
const SHORTEST_RUN = 4;

const isHex = (text: string, at: number): boolean => classOf(hexDigit, text.charCodeAt(at)) >= 0;

/** Where the next pair of a list starts: directly, or after separators such as ` `, `:`, `, 0x` or `\x`; -1 for none. */
function afterSeparator(text: string, at: number): number {
  let next = at;
  for (let count = 0; count < 3 && next < text.length; count++) {
    const code = text.charCodeAt(next);
    // space , - : ; | . newline
    if (
      code === 32 ||
      code === 44 ||
      code === 45 ||
      code === 58 ||
      code === 59 ||
      code === 124 ||
      code === 46 ||
      code === 10
    )
      next++;
    else break;
  }
  const code = text.charCodeAt(next);
  if ((code === 48 || code === 92) && (text.charCodeAt(next + 1) | 32) === 120 && isHex(text, next + 2)) next += 2;
  return isHex(text, next) && isHex(text, next + 1) ? next : -1;
}

/** Runs of hex pairs, bare or in a list; `shift` 1 starts at the second digit of a bare run. */
export function decodeHex(text: string, shift: 0 | 1): Decoded | undefined {
  const writer = new DecodedWriter(text.length >> 1);
  const { length } = text;
  let pairs = new Uint32Array(64);
  for (let at = 0; at + 1 < length; ) {
    const code = text.charCodeAt(at);
    if (code > 102 || (hexDigit[code] as number) < 0) {
      at++;
      continue;
    }
    if (!isHex(text, at + 1)) {
      at += 2;
      continue;
    }
    let next = at + shift;
    if (!isHex(text, next) || !isHex(text, next + 1)) next = at;
    let count = 0;
    let end = next;
    while (next >= 0 && next + 1 < length) {
      if (count === pairs.length) pairs = grow(pairs);
      pairs[count++] = next;
      end = next + 2;
      next = isHex(text, end) && isHex(text, end + 1) ? end : afterSeparator(text, end);
    }
    if (count >= SHORTEST_RUN) writePairs(writer, text, pairs, count);
    // An odd digit left over belongs to this run as well.
    at = Math.max(end, at + 1);
    while (at < length && isHex(text, at)) at++;
  }
  return writer.finish();
}

function grow(pairs: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(pairs.length * 4);
  grown.set(pairs);
  return grown;
}

function writePairs(writer: DecodedWriter, text: string, pairs: Uint32Array, count: number): void {
  for (let index = 0; index < count; index++) {
    const at = pairs[index] as number;
    const high = classOf(hexDigit, text.charCodeAt(at));
    const low = classOf(hexDigit, text.charCodeAt(at + 1));
    writer.byte((high << 4) | low, at, at + 2);
  }
  writer.separator((pairs[count - 1] as number) + 2);
}
