/** For tests alone. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallOptions, JsonObject, ToolOutcome, Upstream, UpstreamChange } from "@sluice/contracts";
import type { UpstreamOptions } from "./options.ts";
import { createUpstream } from "./upstream.ts";

export interface TestUpstream extends AsyncDisposable {
  readonly upstream: Upstream;
  readonly changes: readonly UpstreamChange[];
  readonly call: (address: string, args?: JsonObject, options?: Partial<CallOptions>) => Promise<ToolOutcome>;
}

export function startTestUpstream(options: Omit<UpstreamOptions, "hostEnv"> & Partial<UpstreamOptions>): TestUpstream {
  const upstream = createUpstream({ hostEnv: process.env, closeGraceMs: 500, ...options });
  const changes: UpstreamChange[] = [];
  upstream.onChange((change) => changes.push(change));
  return {
    upstream,
    changes,
    call: (address, args = {}, callOptions = {}) => {
      const [server = "", tool = ""] = address.split(".");
      return upstream.callTool(
        { server, tool, args },
        { signal: new AbortController().signal, timeoutMs: 30_000, ...callOptions },
      );
    },
    [Symbol.asyncDispose]: () => upstream.close(),
  };
}

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** Ended, but its parent (in a container often a process that never asks) has not taken note. */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return true;
  }
}

export function createTestFile(name: string): string {
  return join(mkdtempSync(join(tmpdir(), "sluice-upstream-")), name);
}

export function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
