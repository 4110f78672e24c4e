/** One vector a slot, in one buffer. A slot without known words has zeros and so a cosine of zero. */
export class ToolVectors {
  readonly dimensions: number;
  data = new Float32Array(0);

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  set(slot: number, vector: Float32Array | undefined): void {
    const needed = (slot + 1) * this.dimensions;
    if (needed > this.data.length) {
      const next = new Float32Array(Math.max(needed, this.data.length * 2));
      next.set(this.data);
      this.data = next;
    }
    if (vector === undefined) this.data.fill(0, slot * this.dimensions, needed);
    else this.data.set(vector, slot * this.dimensions);
  }

  /** Cosines of slots 0..count-1 with a vector of length 1. */
  compare(query: Float32Array, count: number, target: Float32Array): void {
    const { data, dimensions } = this;
    for (let slot = 0; slot < count; slot += 1) {
      const start = slot * dimensions;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let at = 0; at < dimensions; at += 4) {
        a += (query[at] as number) * (data[start + at] as number);
        b += (query[at + 1] as number) * (data[start + at + 1] as number);
        c += (query[at + 2] as number) * (data[start + at + 2] as number);
        d += (query[at + 3] as number) * (data[start + at + 3] as number);
      }
      target[slot] = a + b + c + d;
    }
  }
}

export function toVectorText(name: string, description: string): string {
  return `${name} . ${description.slice(0, 350)}`;
}
