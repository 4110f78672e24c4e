import { closeSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second on every architecture that Deno runs on. */
const MS_PER_TICK = 10;
const BLOCK_BYTES = 512;

export interface ProcessUsage {
  readonly peakMb: number;
  readonly dataMb: number;
  readonly cpuMs: number;
}

const scratch = Buffer.alloc(8192);

interface UsageFiles {
  readonly status: number;
  readonly stat: number;
  readonly schedstat: number | undefined;
}

/** What one process uses, read from outside through descriptors that stay open: a reading costs three system calls. */
export class ProcessMeter {
  readonly #files: UsageFiles;

  private constructor(files: UsageFiles) {
    this.#files = files;
  }

  /** @returns undefined where the process is gone or there is no /proc */
  static open(pid: number): ProcessMeter | undefined {
    const status = openQuietly(`/proc/${pid}/status`);
    const stat = openQuietly(`/proc/${pid}/stat`);
    if (status !== undefined && stat !== undefined) {
      return new ProcessMeter({ status, stat, schedstat: openQuietly(`/proc/${pid}/schedstat`) });
    }
    for (const fd of [status, stat]) if (fd !== undefined) closeSync(fd);
    return undefined;
  }

  read(): ProcessUsage | undefined {
    const status = readQuietly(this.#files.status);
    const stat = readQuietly(this.#files.stat);
    if (status === "" || stat === "") return undefined;
    return { peakMb: fieldMb(status, "VmHWM"), dataMb: fieldMb(status, "VmData"), cpuMs: this.#cpuMs(stat) };
  }

  close(): void {
    const { schedstat, stat, status } = this.#files;
    for (const fd of [schedstat, stat, status]) if (fd !== undefined) closeSync(fd);
  }

  #cpuMs(stat: string): number {
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 13);
    const ticks = Number(fields[11]) + Number(fields[12]);
    // The main thread's own clock is finer, and most runs are over before the first tick.
    const { schedstat } = this.#files;
    const mainThreadMs = schedstat === undefined ? 0 : Number.parseInt(readQuietly(schedstat), 10) / 1e6 || 0;
    return Math.max(ticks * MS_PER_TICK, mainThreadMs);
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

/** Bytes of files on that device which a process holds open although they have no name: no listing of a folder shows them. */
export function readNamelessBytes(pid: number, device: number): number {
  const sizes = new Map<number, number>();
  for (const fd of listQuietly(`/proc/${pid}/fd`)) {
    const stats = statQuietly(`/proc/${pid}/fd/${fd}`);
    if (stats?.isFile() && stats.nlink === 0 && stats.dev === device) sizes.set(stats.ino, stats.blocks * BLOCK_BYTES);
  }
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
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

/** Empty where the process is gone or there is no /proc. */
function listQuietly(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function statQuietly(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function openQuietly(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}

/** Empty once the process is gone. */
function readQuietly(fd: number): string {
  try {
    return scratch.toString("latin1", 0, readSync(fd, scratch, 0, scratch.length, 0));
  } catch {
    return "";
  }
}

function fieldMb(status: string, name: string): number {
  const at = status.indexOf(`${name}:`);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + name.length + 1), 10) / 1024;
}
