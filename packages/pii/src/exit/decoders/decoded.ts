/** What an encoded stretch says, with the way back from each decoded character to the text it stands in. */
export interface Decoded {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Collects decoded characters; bytes are read as UTF-8, and as Latin-1 where they are no UTF-8. */
export class DecodedWriter {
  #units: Uint16Array;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #length = 0;
  // A UTF-8 sequence under way.
  #needed = 0;
  #point = 0;
  #pending: number[] = [];

  constructor(size: number) {
    this.#units = new Uint16Array(size + 8);
    this.#starts = new Uint32Array(size + 8);
    this.#ends = new Uint32Array(size + 8);
  }

  get length(): number {
    return this.#length;
  }

  unit(code: number, start: number, end: number): void {
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = code;
    this.#starts[this.#length] = start;
    this.#ends[this.#length++] = end;
  }

  point(codePoint: number, start: number, end: number): void {
    if (codePoint <= 0xffff) this.unit(codePoint, start, end);
    else if (codePoint <= 0x10ffff) {
      this.unit(0xd800 + ((codePoint - 0x10000) >> 10), start, end);
      this.unit(0xdc00 + ((codePoint - 0x10000) & 0x3ff), start, end);
    }
  }

  byte(value: number, start: number, end: number): void {
    if (this.#needed > 0 && (value & 0xc0) === 0x80) {
      this.#point = (this.#point << 6) | (value & 0x3f);
      this.#pending.push(value, start, end);
      if (--this.#needed === 0) {
        const first = this.#pending[1] as number;
        this.#pending = [];
        this.point(this.#point, Math.min(first, start), Math.max(end, first));
      }
      return;
    }
    this.flush();
    const needed =
      value >= 0xf0 && value < 0xf5 ? 3 : value >= 0xe0 && value < 0xf0 ? 2 : value >= 0xc2 && value < 0xe0 ? 1 : 0;
    if (needed === 0) {
      this.unit(value, start, end);
      return;
    }
    this.#needed = needed;
    this.#point = value & (0x3f >> needed);
    this.#pending.push(value, start, end);
  }

  /** Ends a run: what was half a UTF-8 sequence is Latin-1. */
  flush(): void {
    this.#needed = 0;
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    for (let i = 0; i < pending.length; i += 3) {
      this.unit(pending[i] as number, pending[i + 1] as number, pending[i + 2] as number);
    }
  }

  /** Keeps neighbouring runs apart. */
  separator(at: number): void {
    this.flush();
    if (this.#length > 0) this.unit(10, at, at);
  }

  finish(): Decoded | undefined {
    this.flush();
    if (this.#length === 0) return undefined;
    const bytes = Buffer.from(this.#units.buffer, 0, this.#length * 2);
    return { text: bytes.toString("utf16le"), starts: this.#starts, ends: this.#ends };
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
