import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

export interface CountRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

export interface CountReply {
  readonly id: number;
  readonly counts: readonly number[];
}

/** One character class repeated: the encoding takes quadratic time over such a run, so it is counted in pieces. */
const LONG_RUN = /([\p{L}\p{M}]{1024,}|[^\s\p{L}\p{N}]{1024,}|\s{1024,})/u;
const PIECE = 1_024;
/** Text that merely looks like a control token is text. */
const options = { disallowedSpecial: new Set<string>() };

function count(text: string): number {
  // Every second part is a run.
  return text
    .split(LONG_RUN)
    .reduce((sum, part, index) => sum + (index % 2 === 0 ? countTokens(part, options) : countPieces(part)), 0);
}

function countPieces(run: string): number {
  let sum = 0;
  for (let at = 0; at < run.length; at += PIECE) sum += countTokens(run.slice(at, at + PIECE), options);
  return sum;
}

// Without the gateway the channel closes, and with it the process ends.
process.on("message", ({ id, texts }: CountRequest) => {
  process.send?.({ id, counts: texts.map(count) } satisfies CountReply);
});
