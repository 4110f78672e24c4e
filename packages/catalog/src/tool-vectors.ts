import { createDotKernel, type DotKernel } from "./dot-kernel.ts";

const pageBytes = 65_536;
const queryBytes = 4_096;

/**
 * One int8 vector a slot with its scale, in WebAssembly memory: query, scales, cosines, rows.
 * A slot without known words has zeros and so a cosine of zero.
 */
export class ToolVectors {
  /** Dimensions, filled up to a multiple of 16. */
  readonly width: number;
  readonly #dimensions: number;
  #kernel: DotKernel;
  #capacity: number;

  constructor(dimensions: number, capacity = 1_024) {
    this.#dimensions = dimensions;
    this.width = Math.ceil(dimensions / 16) * 16;
    if (this.width * 2 > queryBytes) throw new RangeError("word vectors have too many dimensions");
    this.#capacity = capacity;
    this.#kernel = createDotKernel(this.#pages(capacity));
  }

  set(slot: number, vector: Float32Array | undefined): void {
    this.#reserve(slot + 1);
    const row = new Int8Array(this.#kernel.memory.buffer, this.#rows + slot * this.width, this.width);
    row.fill(0);
    this.#scales()[slot] = vector === undefined ? 0 : quantize(vector, row);
  }

  /** Cosines of slots 0..count-1 with a vector of length 1. The result is valid until the next call. */
  compare(query: Float32Array, count: number): { readonly products: Float32Array; readonly scale: number } {
    this.#reserve(count);
    const bytes = new Int8Array(this.width);
    const scale = quantize(query, bytes);
    new Int16Array(this.#kernel.memory.buffer, 0, this.width).set(bytes);
    const out = queryBytes + this.#capacity * 4;
    this.#kernel.compare(0, this.#rows, queryBytes, out, count, this.width);
    return { products: new Float32Array(this.#kernel.memory.buffer, out, count), scale };
  }

  cosine(query: Float32Array, slot: number): number {
    const row = new Int8Array(this.#kernel.memory.buffer, this.#rows + slot * this.width, this.#dimensions);
    let sum = 0;
    for (let at = 0; at < row.length; at += 1) sum += (query[at] as number) * (row[at] as number);
    return sum * (this.#scales()[slot] as number);
  }

  save(count: number): { readonly rows: Int8Array; readonly scales: Float32Array } {
    this.#reserve(count);
    return {
      rows: new Int8Array(this.#kernel.memory.buffer, this.#rows, count * this.width).slice(),
      scales: this.#scales().slice(0, count),
    };
  }

  load(rows: Int8Array, scales: Float32Array): void {
    this.#reserve(scales.length);
    new Int8Array(this.#kernel.memory.buffer, this.#rows).set(rows);
    this.#scales().set(scales);
  }

  get #rows(): number {
    return queryBytes + this.#capacity * 8;
  }

  #scales(): Float32Array {
    return new Float32Array(this.#kernel.memory.buffer, queryBytes, this.#capacity);
  }

  #pages(capacity: number): number {
    return Math.ceil((queryBytes + capacity * (8 + this.width)) / pageBytes);
  }

  #reserve(slots: number): void {
    if (slots <= this.#capacity) return;
    const { rows, scales } = this.save(this.#capacity);
    this.#capacity = Math.ceil((slots * 1.5) / 16) * 16;
    this.#kernel = createDotKernel(this.#pages(this.#capacity));
    this.load(rows, scales);
  }
}

function quantize(vector: Float32Array, target: Int8Array): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 0;
  const factor = 127 / largest;
  for (let at = 0; at < vector.length; at += 1) target[at] = Math.round((vector[at] as number) * factor);
  return 1 / factor;
}

export function toVectorText(name: string, description: string): string {
  return `${name} . ${description.slice(0, 350)}`;
}
