import { editDistance } from "./spelling.ts";
import type { TermIndex } from "./term-index.ts";

const shortest = 4;
const longest = 24;

/** Finds the indexed word that a word matching nothing was meant to be. Only surface forms are compared. */
export class WordCorrector {
  #index: TermIndex | undefined;
  #seen = 0;
  #byLength: number[][] = [];
  #masks = new Int32Array(0);

  /** Words of the index, marked as surface forms; one, or two where the word is a joined pair. */
  correct(index: TermIndex, word: string): readonly string[] {
    if (word.length < shortest || word.length > longest || /\p{N}/u.test(word)) return [];
    this.#readNewTerms(index);
    return this.#splitPair(index, word) ?? this.#findNearest(index, word) ?? this.#findLonger(index, word) ?? [];
  }

  #splitPair(index: TermIndex, word: string): readonly string[] | undefined {
    for (let at = word.length - 3; at >= 3; at -= 1) {
      const left = word.slice(0, at);
      const right = word.slice(at);
      if (isLive(index, left) && isLive(index, right)) return [left, right];
    }
    return undefined;
  }

  #findNearest(index: TermIndex, word: string): readonly string[] | undefined {
    const limit = word.length >= 8 ? 2 : 1;
    const mask = toMask(word);
    let best: { word: string; edits: number; slots: number } | undefined;
    for (let length = word.length - limit; length <= word.length + limit; length += 1) {
      for (const id of this.#byLength[length] ?? []) {
        const slots = index.slotCounts[id] as number;
        if (slots === 0 || countBits(mask ^ (this.#masks[id] as number)) > 2 * limit) continue;
        const candidate = (index.terms[id] as string).slice(1);
        const edits = editDistance(word, candidate, limit);
        if (
          edits > limit ||
          (best !== undefined && (edits > best.edits || (edits === best.edits && slots <= best.slots)))
        ) {
          continue;
        }
        // A different first letter is rarely a slip of the finger.
        if (edits === limit && candidate[0] !== word[0] && limit === 1) continue;
        best = { word: candidate, edits, slots };
      }
    }
    return best === undefined ? undefined : [best.word];
  }

  /** "notif" for notification. */
  #findLonger(index: TermIndex, word: string): readonly string[] | undefined {
    let best: { word: string; slots: number } | undefined;
    for (let length = word.length + 1; length <= word.length + 8; length += 1) {
      for (const id of this.#byLength[length] ?? []) {
        const slots = index.slotCounts[id] as number;
        if (slots === 0 || slots <= (best?.slots ?? 0) || !(index.terms[id] as string).startsWith(word, 1)) continue;
        best = { word: (index.terms[id] as string).slice(1), slots };
      }
    }
    return best === undefined ? undefined : [best.word];
  }

  #readNewTerms(index: TermIndex): void {
    if (this.#index !== index) {
      this.#index = index;
      this.#seen = 0;
      this.#byLength = [];
    }
    if (this.#masks.length < index.terms.length) {
      const next = new Int32Array(Math.ceil(index.terms.length * 1.5));
      next.set(this.#masks.subarray(0, this.#seen));
      this.#masks = next;
    }
    for (; this.#seen < index.terms.length; this.#seen += 1) {
      const term = index.terms[this.#seen] as string;
      if (!term.startsWith("=")) continue;
      const length = term.length - 1;
      if (length < 3 || length > longest + 8) continue;
      this.#masks[this.#seen] = toMask(term);
      const list = this.#byLength[length];
      if (list === undefined) this.#byLength[length] = [this.#seen];
      else list.push(this.#seen);
    }
  }
}

function isLive(index: TermIndex, word: string): boolean {
  const id = index.idOf(`=${word}`);
  return id !== undefined && (index.slotCounts[id] as number) > 0;
}

/** A bit for each letter that occurs: words a few edits apart differ in few bits. */
function toMask(word: string): number {
  let mask = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 97 && code <= 122) mask |= 1 << (code - 97);
  }
  return mask;
}

function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
