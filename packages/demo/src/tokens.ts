import { encode } from "gpt-tokenizer/encoding/o200k_base";

/** Model tokens of a text, by the o200k_base encoding. */
export function countTokens(text: string): number {
  return encode(text, { disallowedSpecial: new Set() }).length;
}

export interface Ledger {
  add(text: string): void;
  readonly total: number;
}

/** What went into and came out of a model's context. */
export function createLedger(): Ledger {
  let total = 0;
  return {
    add(text) {
      total += countTokens(text);
    },
    get total() {
      return total;
    },
  };
}
