/**
 * A set of words in a few bits each: what is in it is always found, and about one word in a thousand that is not in it
 * is found as well. Needs no parsing, so a list is ready as soon as its bytes are read.
 */
const BITS_PER_WORD = 15;
/** Longer lists get fewer bits: one word in eighty is then found by mistake. */
const LONG_LIST = 100_000;
const LONG_LIST_BITS = 9;
const HASHES = 7;
const HEADER = 4;

/** FNV-1a from two starting points; the rest are sums of the two. */
function hashPair(word: string): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  a ^= a >>> 15;
  b ^= b >>> 16;
  return [a >>> 0, (b | 1) >>> 0];
}

export function writeBloom(words: ReadonlySet<string>): Uint8Array {
  const bytes = new Uint8Array(
    HEADER + Math.ceil((words.size * (words.size < LONG_LIST ? BITS_PER_WORD : LONG_LIST_BITS)) / 8),
  );
  const bits = (bytes.length - HEADER) * 8;
  new DataView(bytes.buffer).setUint32(0, words.size, true);
  for (const word of words) {
    const [a, b] = hashPair(word);
    for (let index = 0; index < HASHES; index++) {
      const bit = ((a + Math.imul(index, b)) >>> 0) % bits;
      bytes[HEADER + (bit >>> 3)] = (bytes[HEADER + (bit >>> 3)] as number) | (1 << (bit & 7));
    }
  }
  return bytes;
}

export class WordSet {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many words it was made from. */
  get size(): number {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getUint32(0, true);
  }

  has(word: string): boolean {
    const bits = (this.#bytes.length - HEADER) * 8;
    const [a, b] = hashPair(word);
    for (let index = 0; index < HASHES; index++) {
      const bit = ((a + Math.imul(index, b)) >>> 0) % bits;
      if (((this.#bytes[HEADER + (bit >>> 3)] as number) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}
