import type { SandboxPermissions } from "@sluice/contracts";

const MB = 1024 * 1024;
/** Private memory of a Deno that waits, before the first one was measured; V8 reserves 512 MB for generated code. */
const DEFAULT_BASELINE_MB = { jit: 560, jitless: 48 } as const;
/** What the start of a program needs above a waiting process. */
const BASELINE_HEADROOM_MB = 24;
const MIN_FILE_BYTES = MB;

/** Private memory that a waiting process has anyway; the budget of a policy comes on top. */
export class MemoryBaseline {
  #jitMb: number = DEFAULT_BASELINE_MB.jit;
  #jitlessMb: number = DEFAULT_BASELINE_MB.jitless;

  get(isJit: boolean): number {
    return isJit ? this.#jitMb : this.#jitlessMb;
  }

  measured(isJit: boolean, vmDataMb: number): void {
    const baselineMb = Math.ceil(vmDataMb) + BASELINE_HEADROOM_MB;
    if (isJit) this.#jitMb = baselineMb;
    else this.#jitlessMb = baselineMb;
  }
}

export interface ResourceLimits {
  readonly cpuSeconds: number;
  readonly openFiles: number;
  readonly fileBytes: number;
  readonly dataBytes: number;
}

/** Kernel limits: the last line behind our own counters, except for memory and file size, where they are the first. */
export function toResourceLimits(permissions: SandboxPermissions, baseline: MemoryBaseline): ResourceLimits {
  const { cpuMs, jit, memoryMb, openFiles, workspace } = permissions;
  return {
    cpuSeconds: Math.ceil(cpuMs / 1000) + 1,
    openFiles,
    fileBytes: Math.max(MIN_FILE_BYTES, workspace.write ? Math.floor(workspace.maxFileMb * MB) : 0),
    dataBytes: (baseline.get(jit) + memoryMb) * MB,
  };
}

/** Soft equals hard, since a soft limit can be caught. */
export function renderPrlimitArgs(limits: ResourceLimits): string[] {
  const { cpuSeconds, dataBytes, fileBytes, openFiles } = limits;
  return [
    `--cpu=${cpuSeconds}:${cpuSeconds}`,
    `--nofile=${openFiles}:${openFiles}`,
    `--fsize=${fileBytes}:${fileBytes}`,
    `--data=${dataBytes}:${dataBytes}`,
    "--core=0:0",
  ];
}
