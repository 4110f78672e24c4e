/**
 * Postings of all terms in one array, so that a hundred thousand tools cost a few buffers and no objects.
 * One posting is `slot << 8 | field << 5 | count`; those of a term are sorted, that is by slot and then field.
 */
export class PostingPool {
  data: Uint32Array;
  #used = 0;
  #wasted = 0;
  starts = new Uint32Array(1_024);
  lengths: Uint32Array<ArrayBuffer> = new Uint32Array(1_024);
  #capacities = new Uint32Array(1_024);
  terms = 0;

  constructor(capacity = 4_096) {
    this.data = new Uint32Array(capacity);
  }

  addTerm(): number {
    if (this.terms === this.starts.length) {
      this.starts = grow(this.starts);
      this.lengths = grow(this.lengths);
      this.#capacities = grow(this.#capacities);
    }
    this.terms += 1;
    return this.terms - 1;
  }

  insert(term: number, posting: number): void {
    const length = this.lengths[term] as number;
    if (length === this.#capacities[term]) this.#enlarge(term, length);
    const start = this.starts[term] as number;
    const end = start + length;
    if (length === 0 || (this.data[end - 1] as number) < posting) {
      this.data[end] = posting;
    } else {
      const at = this.#find(start, end, posting);
      this.data.copyWithin(at + 1, at, end);
      this.data[at] = posting;
    }
    this.lengths[term] = length + 1;
  }

  /** Removes what the term has for that slot. */
  removeSlot(term: number, slot: number): void {
    const start = this.starts[term] as number;
    const length = this.lengths[term] as number;
    const end = start + length;
    const from = this.#find(start, end, slot * 256);
    let to = from;
    while (to < end && (this.data[to] as number) >>> 8 === slot) to += 1;
    if (to === from) return;
    this.data.copyWithin(from, to, end);
    this.lengths[term] = length - (to - from);
  }

  get bytes(): number {
    return this.data.byteLength + 3 * this.starts.byteLength;
  }

  /** First position whose posting is not below that one. */
  #find(start: number, end: number, posting: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.data[middle] as number) < posting) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #enlarge(term: number, length: number): void {
    const capacity = length === 0 ? 2 : Math.ceil(length * 1.6);
    if (this.#used + capacity > this.data.length) this.#makeRoom(capacity);
    const start = this.starts[term] as number;
    this.data.copyWithin(this.#used, start, start + length);
    this.#wasted += this.#capacities[term] as number;
    this.starts[term] = this.#used;
    this.#capacities[term] = capacity;
    this.#used += capacity;
  }

  #makeRoom(capacity: number): void {
    const live = this.#used - this.#wasted;
    const size = Math.max(this.data.length, Math.ceil((live + capacity) * 1.5));
    const next = new Uint32Array(size);
    this.#used = this.#packInto(next, true);
    this.#wasted = 0;
    this.data = next;
  }

  #packInto(target: Uint32Array, keepsRoom: boolean): number {
    let at = 0;
    for (let term = 0; term < this.terms; term += 1) {
      const start = this.starts[term] as number;
      const length = this.lengths[term] as number;
      target.set(this.data.subarray(start, start + length), at);
      const room = keepsRoom ? (this.#capacities[term] as number) : length;
      this.starts[term] = at;
      this.#capacities[term] = room;
      at += room;
    }
    return at;
  }

  /** Lengths by term, and all postings one term after the other. */
  save(): { readonly lengths: Uint32Array<ArrayBuffer>; readonly postings: Uint32Array<ArrayBuffer> } {
    let total = 0;
    for (let term = 0; term < this.terms; term += 1) total += this.lengths[term] as number;
    const postings = new Uint32Array(total);
    let at = 0;
    for (let term = 0; term < this.terms; term += 1) {
      const start = this.starts[term] as number;
      const length = this.lengths[term] as number;
      postings.set(this.data.subarray(start, start + length), at);
      at += length;
    }
    return { lengths: this.lengths.slice(0, this.terms), postings };
  }

  static load(lengths: Uint32Array<ArrayBuffer>, postings: Uint32Array<ArrayBuffer>): PostingPool {
    const pool = new PostingPool(0);
    pool.data = postings;
    pool.terms = lengths.length;
    pool.lengths = lengths;
    pool.#capacities = lengths.slice();
    pool.starts = new Uint32Array(lengths.length);
    let at = 0;
    for (let term = 0; term < lengths.length; term += 1) {
      pool.starts[term] = at;
      at += lengths[term] as number;
    }
    pool.#used = at;
    return pool;
  }
}

function grow(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(Math.max(1_024, array.length * 2));
  next.set(array);
  return next;
}
