import { PostingPool } from "./posting-pool.ts";
import { fieldCount } from "./tool-document.ts";

const maxCount = 31;
/** Of a posting's 32 bits, 24 are the slot. */
export const maxSlots = 2 ** 24 - 1;
export const fieldShift = 28;
export const termMask = 2 ** fieldShift - 1;

/**
 * Terms, postings and field lengths. A slot's terms are also kept in order (the forward list):
 * removal is exact without the text, and ranking can look at neighbouring words.
 */
export class TermIndex {
  #ids = new Map<string, number>();
  terms: string[] = [];
  /** Number of slots that have the term in any field. */
  slotCounts = new Uint32Array(1_024);
  postings = new PostingPool();
  forward: (Uint32Array | undefined)[] = [];
  lengths = new Uint16Array(0);
  readonly totals = new Float64Array(fieldCount);
  slots = 0;
  /** Grows with every change; caches compare it. */
  version = 0;
  #pending: number[] = [];

  idOf(term: string): number | undefined {
    return this.#ids.get(term);
  }

  get slotLimit(): number {
    return this.forward.length;
  }

  addField(slot: number, field: number, terms: readonly string[]): void {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const id = this.#idFor(term);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      this.#pending.push(((field << fieldShift) | id) >>> 0);
    }
    for (const [id, count] of counts) {
      this.postings.insert(id, slot * 256 + field * 32 + Math.min(count, maxCount));
    }
    this.#setLength(slot, field, terms.length);
  }

  /** Ends a slot that addField began. */
  seal(slot: number): void {
    const list = Uint32Array.from(this.#pending);
    this.#pending = [];
    while (this.forward.length <= slot) this.forward.push(undefined);
    this.forward[slot] = list;
    for (const id of distinctTerms(list)) this.slotCounts[id] = (this.slotCounts[id] as number) + 1;
    this.slots += 1;
    this.version += 1;
  }

  remove(slot: number): boolean {
    const list = this.forward[slot];
    if (list === undefined) return false;
    for (const id of distinctTerms(list)) {
      this.postings.removeSlot(id, slot);
      this.slotCounts[id] = (this.slotCounts[id] as number) - 1;
    }
    for (let field = 0; field < fieldCount; field += 1) this.#setLength(slot, field, 0);
    this.forward[slot] = undefined;
    this.slots -= 1;
    this.version += 1;
    return true;
  }

  /** Words no slot has any more. */
  get deadTerms(): number {
    let dead = 0;
    for (let id = 0; id < this.terms.length; id += 1) if (this.slotCounts[id] === 0) dead += 1;
    return dead;
  }

  #idFor(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.postings.addTerm();
    if (id >= this.slotCounts.length) {
      const next = new Uint32Array(this.slotCounts.length * 2);
      next.set(this.slotCounts);
      this.slotCounts = next;
    }
    this.#ids.set(term, id);
    this.terms.push(term);
    return id;
  }

  #setLength(slot: number, field: number, length: number): void {
    const needed = (slot + 1) * fieldCount;
    if (needed > this.lengths.length) {
      const next = new Uint16Array(Math.max(needed, this.lengths.length * 2, 6_144));
      next.set(this.lengths);
      this.lengths = next;
    }
    const at = slot * fieldCount + field;
    this.totals[field] = (this.totals[field] as number) + length - (this.lengths[at] as number);
    this.lengths[at] = length;
  }

  static restore(parts: {
    readonly terms: string[];
    readonly slotCounts: Uint32Array<ArrayBuffer>;
    readonly postings: PostingPool;
    readonly forward: (Uint32Array | undefined)[];
    readonly lengths: Uint16Array<ArrayBuffer>;
    readonly totals: Float64Array;
    readonly slots: number;
  }): TermIndex {
    const index = new TermIndex();
    index.terms = parts.terms;
    for (let id = 0; id < parts.terms.length; id += 1) index.#ids.set(parts.terms[id] as string, id);
    index.slotCounts = parts.slotCounts;
    index.postings = parts.postings;
    index.forward = parts.forward;
    index.lengths = parts.lengths;
    index.totals.set(parts.totals);
    index.slots = parts.slots;
    index.version = 1;
    return index;
  }
}

function distinctTerms(list: Uint32Array): Set<number> {
  const found = new Set<number>();
  for (const packed of list) found.add(packed & termMask);
  return found;
}
