import { setTimeout } from "node:timers/promises";
import { type Summary, summarize } from "./statistics.ts";

export interface Contender {
  readonly name: string;
  /** One piece of work. @returns milliseconds */
  once(): Promise<number>;
}

export interface InterleaveOptions {
  readonly rounds: number;
  readonly warmUp: number;
  /** Before each piece of work, so that what a contender does in the background costs itself and not its neighbour. */
  readonly pauseMs: number;
}

/**
 * Takes turns: a machine that slows down does so for all. Each round begins with another contender.
 * @returns milliseconds by name
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, warmUp, pauseMs }: InterleaveOptions,
): Promise<ReadonlyMap<string, Summary>> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round + warmUp) % contenders.length];
      if (contender === undefined) continue;
      await setTimeout(pauseMs);
      const ms = await contender.once();
      if (round >= 0) samples.get(contender.name)?.push(ms);
    }
  }
  return new Map([...samples].map(([name, taken]) => [name, summarize(taken)]));
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
