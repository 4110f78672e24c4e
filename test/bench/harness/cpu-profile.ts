import { type Profiler, Session } from "node:inspector/promises";

export interface ProfileShare {
  readonly name: string;
  readonly ms: number;
}

export interface ProfileReport {
  readonly activeMs: number;
  readonly byPart: readonly ProfileShare[];
  readonly byFunction: readonly ProfileShare[];
}

/** Samples this process while `work` goes on, as `node --cpu-prof` does. */
export async function profile(work: () => Promise<void>): Promise<ProfileReport> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  await work();
  const { profile: taken } = await session.post("Profiler.stop");
  session.disconnect();
  return toReport(taken);
}

function toReport({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ProfileReport {
  const frames = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let activeMs = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    // Starting the sampler shows up in its own samples.
    if (frame === undefined || frame.functionName === "(idle)" || frame.url === "node:inspector") continue;
    const ms = (timeDeltas[index] ?? 0) / 1000;
    const part = toPart(frame);
    activeMs += ms;
    parts.set(part, (parts.get(part) ?? 0) + ms);
    const name = `${frame.functionName || "(anonymous)"}, ${part}`;
    functions.set(name, (functions.get(name) ?? 0) + ms);
  }
  return { activeMs, byPart: rank(parts), byFunction: rank(functions) };
}

function toPart({ url, functionName }: { readonly url: string; readonly functionName: string }): string {
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(program)") return "native code outside of JavaScript";
  const npm = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1];
  if (npm !== undefined) return npm;
  const own = /\/packages\/([^/]+)\//.exec(url)?.[1];
  if (own !== undefined) return `packages/${own}`;
  if (url.startsWith("node:")) return /^node:(?:internal\/)?[^/]+/.exec(url)?.[0] ?? "node";
  return url === "" ? "built-in functions" : "the bench";
}

function rank(shares: ReadonlyMap<string, number>): ProfileShare[] {
  return [...shares].map(([name, ms]) => ({ name, ms })).sort((a, b) => b.ms - a.ms);
}
