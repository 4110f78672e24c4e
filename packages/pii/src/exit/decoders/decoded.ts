/** What an encoded stretch says, with the way back from each decoded character to the text it stands in. */
export interface Decoded {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Noise decodes to noise: shorter readable stretches between unreadable bytes are dropped. */
const SHORTEST_READABLE = 6;
const SEPARATOR = 10;

/** Collects decoded characters; bytes are read as UTF-8, and as Latin-1 where they are no UTF-8. */
export class DecodedWriter {
  #units: Uint16Array;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #length = 0;
  /** Where the readable stretch under way starts. */
  #stretch = 0;
  /** Whether everything since the last separator was readable. */
  #isClean = true;
  // A UTF-8 sequence under way: bytes still needed, the character so far, and the bytes with their places.
  #needed = 0;
  #point = 0;
  #pending = 0;
  readonly #held: Uint32Array = new Uint32Array(12);

  constructor(size: number) {
    this.#units = new Uint16Array(size + 8);
    this.#starts = new Uint32Array(size + 8);
    this.#ends = new Uint32Array(size + 8);
  }

  unit(code: number, start: number, end: number): void {
    const at = this.#length;
    if (at === this.#units.length) this.#grow();
    this.#units[at] = code;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#length = at + 1;
  }

  point(codePoint: number, start: number, end: number): void {
    if (codePoint <= 0xffff) this.unit(codePoint, start, end);
    else if (codePoint <= 0x10ffff) {
      this.unit(0xd800 + ((codePoint - 0x10000) >> 10), start, end);
      this.unit(0xdc00 + ((codePoint - 0x10000) & 0x3ff), start, end);
    }
  }

  byte(value: number, start: number, end: number): void {
    if (value < 0x80) {
      if (this.#pending > 0) this.flush();
      if (value >= 32 || value === 9 || value === 10 || value === 13) this.unit(value, start, end);
      // Zeros are every second byte of UTF-16.
      else if (value !== 0) this.#noise();
      return;
    }
    if (this.#needed > 0 && value < 0xc0) {
      this.#point = (this.#point << 6) | (value & 0x3f);
      this.#hold(value, start, end);
      if (--this.#needed === 0) {
        const first = this.#held[1] as number;
        this.#pending = 0;
        this.point(this.#point, Math.min(first, start), Math.max(end, this.#held[2] as number));
      }
      return;
    }
    if (this.#pending > 0) this.flush();
    const needed =
      value >= 0xc2 && value < 0xe0 ? 1 : value >= 0xe0 && value < 0xf0 ? 2 : value >= 0xf0 && value < 0xf5 ? 3 : 0;
    if (needed === 0) {
      this.#latin(value, start, end);
      return;
    }
    this.#needed = needed;
    this.#point = value & (0x3f >> needed);
    this.#hold(value, start, end);
  }

  /** Ends a sequence: what was half UTF-8 is Latin-1. */
  flush(): void {
    this.#needed = 0;
    const count = this.#pending;
    this.#pending = 0;
    for (let at = 0; at < count; at += 3) {
      this.#latin(this.#held[at] as number, this.#held[at + 1] as number, this.#held[at + 2] as number);
    }
  }

  /** Keeps neighbouring runs apart. */
  separator(at: number): void {
    this.flush();
    if (!this.#isClean) this.#cut();
    if (this.#length > 0 && this.#units[this.#length - 1] !== SEPARATOR) this.unit(SEPARATOR, at, at);
    this.#stretch = this.#length;
    this.#isClean = true;
  }

  finish(): Decoded | undefined {
    this.flush();
    if (!this.#isClean) this.#cut();
    if (this.#length === 0) return undefined;
    const bytes = Buffer.from(this.#units.buffer, 0, this.#length * 2);
    return { text: bytes.toString("utf16le"), starts: this.#starts, ends: this.#ends };
  }

  #hold(value: number, start: number, end: number): void {
    const at = this.#pending;
    this.#held[at] = value;
    this.#held[at + 1] = start;
    this.#held[at + 2] = end;
    this.#pending = at + 3;
  }

  #latin(value: number, start: number, end: number): void {
    // Letters of Latin-1 stand between readable ones; alone they are noise.
    if (value >= 0xc0 && this.#length > this.#stretch && (this.#units[this.#length - 1] as number) < 0x80)
      this.unit(value, start, end);
    else this.#noise();
  }

  #noise(): void {
    this.#isClean = false;
    if (this.#length > this.#stretch) this.#cut();
  }

  #cut(): void {
    if (this.#length - this.#stretch < SHORTEST_READABLE) this.#length = this.#stretch;
    else {
      const end = this.#ends[this.#length - 1] as number;
      this.unit(SEPARATOR, end, end);
    }
    this.#stretch = this.#length;
  }

  #grow(): void {
    const size = this.#units.length * 2;
    const units = new Uint16Array(size);
    const starts = new Uint32Array(size);
    const ends = new Uint32Array(size);
    units.set(this.#units);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#units = units;
    this.#starts = starts;
    this.#ends = ends;
  }
}
