import { readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second on every architecture that Deno runs on. */
const MS_PER_TICK = 10;

export interface ProcessUsage {
  readonly peakMb: number;
  readonly dataMb: number;
  readonly cpuMs: number;
}

/** Read from outside while the process lives; undefined once it is gone or where there is no /proc. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return { peakMb: fieldMb(status, "VmHWM"), dataMb: fieldMb(status, "VmData"), cpuMs: readCpuMs(pid) };
  } catch {
    return undefined;
  }
}

/** @throws where the process is gone */
export function readCpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  // The main thread's own clock is finer, and most runs are over before the first tick.
  return Math.max(ticks * MS_PER_TICK, readMainThreadMs(pid));
}

function readMainThreadMs(pid: number): number {
  try {
    return Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, "latin1"), 10) / 1e6;
  } catch {
    return 0;
  }
}

/** Bytes that went through write calls, files and pipes alike. */
export function readWrittenBytes(pid: number): number | undefined {
  try {
    const match = /^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, "latin1"));
    return match === null ? undefined : Number(match[1]);
  } catch {
    return undefined;
  }
}

/** The single child of the single child, `depth` times; undefined where it is not there (yet). */
export function findDescendant(pid: number, depth: number): number | undefined {
  let found = pid;
  for (let i = 0; i < depth; i++) {
    try {
      const children = readFileSync(`/proc/${found}/task/${found}/children`, "latin1").trim();
      const child = Number(children.split(" ")[0]);
      if (!Number.isSafeInteger(child) || child <= 0) return undefined;
      found = child;
    } catch {
      return undefined;
    }
  }
  return found;
}

function fieldMb(status: string, name: string): number {
  const at = status.indexOf(`${name}:`);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + name.length + 1), 10) / 1024;
}
