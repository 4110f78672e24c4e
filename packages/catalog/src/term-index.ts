import { PostingPool } from "./posting-pool.ts";
import { fieldCount } from "./tool-document.ts";

const maxCount = 31;
/** Stands for the length of a slot that is not taken. */
const absent = 2 ** 32 - 1;
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
  /** Terms that no slot has any more. */
  deadTerms = 0;
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
    for (const id of distinctTerms(list)) {
      if (this.slotCounts[id] === 0) this.deadTerms -= 1;
      this.slotCounts[id] = (this.slotCounts[id] as number) + 1;
    }
    this.slots += 1;
    this.version += 1;
  }

  remove(slot: number): boolean {
    const list = this.forward[slot];
    if (list === undefined) return false;
    for (const id of distinctTerms(list)) {
      this.postings.removeSlot(id, slot);
      this.slotCounts[id] = (this.slotCounts[id] as number) - 1;
      if (this.slotCounts[id] === 0) this.deadTerms += 1;
    }
    for (let field = 0; field < fieldCount; field += 1) this.#setLength(slot, field, 0);
    this.forward[slot] = undefined;
    this.slots -= 1;
    this.version += 1;
    return true;
  }

  #idFor(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.postings.addTerm();
    if (id >= this.slotCounts.length) {
      const next = new Uint32Array(Math.max(1_024, this.slotCounts.length * 2));
      next.set(this.slotCounts);
      this.slotCounts = next;
    }
    this.#ids.set(term, id);
    this.terms.push(term);
    // Until its slot is sealed.
    this.deadTerms += 1;
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

  /** Arrays: terms' posting counts, postings, terms' slot counts, forward lengths, forward lists, field lengths. */
  save(): { readonly slots: number; readonly words: readonly string[]; readonly arrays: readonly ArrayBufferView[] } {
    const { lengths, postings } = this.postings.save();
    const forwardLengths = Uint32Array.from(this.forward, (list) => list?.length ?? absent);
    const forward = new Uint32Array(this.forward.reduce((sum, list) => sum + (list?.length ?? 0), 0));
    let at = 0;
    for (const list of this.forward) {
      if (list === undefined) continue;
      forward.set(list, at);
      at += list.length;
    }
    const slotCounts = this.slotCounts.slice(0, this.terms.length);
    const fieldLengths = this.lengths.slice(0, this.forward.length * fieldCount);
    return {
      slots: this.slots,
      words: this.terms,
      arrays: [lengths, postings, slotCounts, forwardLengths, forward, fieldLengths],
    };
  }

  /** Takes over the arrays; `save` made them. */
  static load(slots: number, words: readonly string[], arrays: readonly Uint8Array<ArrayBuffer>[]): TermIndex {
    const index = new TermIndex();
    const buffers = arrays.map((array) => array.buffer);
    const [lengths, postings, slotCounts, forwardLengths, forward] = buffers.map(
      (buffer) => new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4)),
    ) as [
      Uint32Array<ArrayBuffer>,
      Uint32Array<ArrayBuffer>,
      Uint32Array<ArrayBuffer>,
      Uint32Array<ArrayBuffer>,
      Uint32Array<ArrayBuffer>,
    ];
    index.terms = [...words];
    for (let id = 0; id < words.length; id += 1) index.#ids.set(words[id] as string, id);
    index.slotCounts = slotCounts;
    index.postings = PostingPool.load(lengths, postings);
    let at = 0;
    index.forward = Array.from(forwardLengths, (length) => {
      if (length === absent) return undefined;
      at += length;
      return forward.subarray(at - length, at);
    });
    index.lengths = new Uint16Array(buffers[5] as ArrayBuffer);
    for (const [place, length] of index.lengths.entries()) {
      const field = place % fieldCount;
      index.totals[field] = (index.totals[field] as number) + length;
    }
    index.slots = slots;
    index.deadTerms = slotCounts.reduce((dead, count) => dead + (count === 0 ? 1 : 0), 0);
    index.version = 1;
    return index;
  }

  /** A copy without dead terms: what servers once said must not fill the memory for ever. */
  compact(): TermIndex {
    const kept: string[] = [];
    const renumbered = new Uint32Array(this.terms.length);
    const { lengths, postings } = this.postings.save();
    let next = 0;
    for (let id = 0; id < this.terms.length; id += 1) {
      if (this.slotCounts[id] === 0) continue;
      renumbered[id] = next;
      // Dead terms have no postings, so those of the living already lie one behind the other.
      lengths[next] = lengths[id] as number;
      next += 1;
      kept.push(this.terms[id] as string);
    }
    const forward = this.forward.map((list) =>
      list?.map(
        (packed) => (((packed >>> fieldShift) << fieldShift) | (renumbered[packed & termMask] as number)) >>> 0,
      ),
    );
    const index = new TermIndex();
    index.terms = kept;
    for (const [id, term] of kept.entries()) index.#ids.set(term, id);
    index.slotCounts = this.slotCounts.slice(0, this.terms.length).filter((count) => count > 0);
    index.postings = PostingPool.load(lengths.slice(0, next), postings);
    index.forward = forward;
    index.lengths = this.lengths;
    index.totals.set(this.totals);
    index.slots = this.slots;
    index.version = this.version + 1;
    return index;
  }
}

function distinctTerms(list: Uint32Array): Set<number> {
  const found = new Set<number>();
  for (const packed of list) found.add(packed & termMask);
  return found;
}
