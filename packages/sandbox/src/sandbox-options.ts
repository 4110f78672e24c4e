import { availableParallelism, tmpdir } from "node:os";
import type { IsolationTier } from "@sluice/contracts";
import { findDenoPath } from "./deno-path.ts";

export interface SandboxOptions {
  /** The Deno executable. @default the one of the npm package `deno` */
  readonly denoPath?: string;
  /** Where per-process folders are made; removed on close. @default a new folder in /dev/shm or the system's temporary folder */
  readonly scratchDir?: string;
  /** Processes of any state at once; further runs queue. @default 4 per core, at least 8 */
  readonly maxProcesses?: number;
  /** Runs that may wait for a process. @default 1000 */
  readonly maxQueued?: number;
  /** Warm processes kept per set of permissions in use. @default 2 */
  readonly warmPerKey?: number;
  /** A set of permissions that is unused for so long gives its warm processes up. @default 60000 */
  readonly idleMs?: number;
  /** A process that is not ready by then has failed to start. @default 15000 */
  readonly startTimeoutMs?: number;
  /** Uses exactly this tier, for tests; `tiers()` still reports all. */
  readonly tier?: IsolationTier;
  /** Who processes run as where the gateway is root; `false` leaves them root. @default 60800 */
  readonly unprivilegedUid?: number | false;
  readonly onWarning?: (message: string) => void;
}

export interface ResolvedSandboxOptions extends Required<Omit<SandboxOptions, "scratchDir" | "tier">> {
  readonly scratchDir: string | undefined;
  readonly tier: IsolationTier | undefined;
}

/** In no range that Debian or systemd hands out, so that no other service shares it. */
const DEFAULT_UID = 60_800;

export function resolveSandboxOptions(options: SandboxOptions): ResolvedSandboxOptions {
  return {
    denoPath: options.denoPath ?? findDenoPath(),
    scratchDir: options.scratchDir,
    maxProcesses: Math.max(1, options.maxProcesses ?? Math.max(8, availableParallelism() * 4)),
    maxQueued: options.maxQueued ?? 1000,
    warmPerKey: options.warmPerKey ?? 2,
    idleMs: options.idleMs ?? 60_000,
    startTimeoutMs: options.startTimeoutMs ?? 15_000,
    tier: options.tier,
    unprivilegedUid: options.unprivilegedUid ?? DEFAULT_UID,
    onWarning: options.onWarning ?? (() => undefined),
  };
}

export function temporaryRoot(): string {
  return process.platform === "linux" ? "/dev/shm" : tmpdir();
}
