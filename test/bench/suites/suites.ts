import type { BenchContext } from "../harness/context.ts";
import type { Section } from "../harness/section.ts";
import { measureJournal } from "./journal.ts";
import { measureMemory } from "./memory.ts";
import { measurePeers } from "./peers.ts";
import { measurePersonalData } from "./personal-data.ts";
import { measureProfile } from "./profile.ts";
import { measureRuns } from "./runs.ts";
import { measureSearch } from "./search.ts";
import { measureStartup, measureSurface } from "./startup.ts";
import { measureSustained, measureThroughput } from "./throughput.ts";
import { measureTiers } from "./tiers.ts";
import { measureTokens } from "./tokens.ts";

export interface Suite {
  readonly name: string;
  measure(context: BenchContext): Promise<Section>;
}

/** In the order of the page. */
export const suites: readonly Suite[] = [
  { name: "runs", measure: measureRuns },
  { name: "peers", measure: measurePeers },
  { name: "throughput", measure: measureThroughput },
  { name: "sustained", measure: measureSustained },
  { name: "startup", measure: measureStartup },
  { name: "surface", measure: measureSurface },
  { name: "search", measure: measureSearch },
  { name: "memory", measure: measureMemory },
  { name: "journal", measure: measureJournal },
  { name: "tokens", measure: measureTokens },
  { name: "personal-data", measure: measurePersonalData },
  { name: "tiers", measure: measureTiers },
  { name: "profile", measure: measureProfile },
];
