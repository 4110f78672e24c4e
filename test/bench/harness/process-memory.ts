import { readdirSync, readFileSync } from "node:fs";

export interface MemoryUse {
  /** Resident pages, shared ones divided among who shares them. */
  readonly proportionalMb: number;
  /** What would come free with the process. */
  readonly privateMb: number;
}

/** Linux alone tells. @returns undefined elsewhere and for a process that is gone */
export function readMemory(pid: number): MemoryUse | undefined {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const kb = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
    return {
      proportionalMb: kb("Pss") / 1024,
      privateMb: (kb("Private_Clean") + kb("Private_Dirty")) / 1024,
    };
  } catch {
    return undefined;
  }
}

export function residentMb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export function countDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

export interface Descendant {
  readonly pid: number;
  readonly program: string;
}

/** Children, their children, and so on. */
export function descendantsOf(pid: number): readonly Descendant[] {
  const children = new Map<number, Descendant[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = readStat(Number(name));
    if (stat === undefined) continue;
    const siblings = children.get(stat.parent) ?? [];
    siblings.push({ pid: Number(name), program: stat.program });
    children.set(stat.parent, siblings);
  }
  const found: Descendant[] = [];
  for (const queue = [pid]; queue.length > 0; ) {
    const own = children.get(queue.shift() ?? 0) ?? [];
    found.push(...own);
    queue.push(...own.map((child) => child.pid));
  }
  return found;
}

function readStat(pid: number): { readonly program: string; readonly parent: number } | undefined {
  try {
    const match = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return match === null ? undefined : { program: match[1] ?? "", parent: Number(match[2]) };
  } catch {
    return undefined;
  }
}

/** Processor time of all threads of a process so far, to the nanosecond. */
export function cpuMs(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1e6)
      .reduce((sum, ms) => sum + ms, 0);
  } catch {
    return 0;
  }
}
