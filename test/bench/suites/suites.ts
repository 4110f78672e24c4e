import type { BenchContext } from "../harness/context.ts";
import type { Section } from "../harness/section.ts";
import { measurePeers } from "./peers.ts";
import { measureRuns } from "./runs.ts";

export interface Suite {
  readonly name: string;
  measure(context: BenchContext): Promise<Section>;
}

/** In the order of the page. */
export const suites: readonly Suite[] = [
  { name: "runs", measure: measureRuns },
  { name: "peers", measure: measurePeers },
];
