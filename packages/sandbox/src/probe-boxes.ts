import { isolationTiers, type SandboxPermissions, type TierReport } from "@sluice/contracts";
import type { IsolationBox } from "./launch.ts";
import type { ResolvedSandboxOptions } from "./sandbox-options.ts";
import type { SandboxSite } from "./sandbox-site.ts";
import { SandboxWorker } from "./sandbox-worker.ts";

/** A box, or why there can be none on this machine. */
export type BoxCandidate = IsolationBox | { readonly tier: IsolationBox["tier"]; readonly missing: string };

export interface ProbeResult {
  /** The strongest that works, or the one the options name. */
  readonly box: IsolationBox | undefined;
  readonly reports: readonly TierReport[];
}

const probePermissions: SandboxPermissions = {
  isolation: "any",
  jit: true,
  memoryMb: 128,
  cpuMs: 10_000,
  wallMs: 10_000,
  outputKb: 64,
  frameKb: 64,
  openFiles: 256,
  env: {},
  workspace: { read: false, write: false, maxFileMb: 1, maxTotalMb: 1, maxFiles: 1 },
  calls: { perRun: 0, parallel: 1 },
};

/** Starts a real process in every box, since only that tells whether the kernel, the container and the files allow it. */
export async function probeBoxes(
  candidates: readonly BoxCandidate[],
  site: SandboxSite,
  options: ResolvedSandboxOptions,
): Promise<ProbeResult> {
  const problems = await Promise.all(
    candidates.map(async (candidate) =>
      "missing" in candidate ? candidate.missing : tryBox(candidate, site, options.startTimeoutMs),
    ),
  );
  const works = new Map<string, IsolationBox>();
  const reports = isolationTiers.map((tier): TierReport => {
    const at = candidates.findIndex((candidate) => candidate.tier === tier);
    const candidate = candidates[at];
    const problem = problems[at];
    if (candidate === undefined || "missing" in candidate || problem !== undefined) {
      return { tier, isAvailable: false, reason: problem ?? "not offered on this system" };
    }
    works.set(tier, candidate);
    return { tier, isAvailable: true, reason: candidate.description };
  });
  const box =
    options.tier === undefined ? isolationTiers.map((t) => works.get(t)).find(Boolean) : works.get(options.tier);
  return { box, reports };
}

/** @returns why it does not work */
async function tryBox(box: IsolationBox, site: SandboxSite, startTimeoutMs: number): Promise<string | undefined> {
  try {
    for (const jit of [true, false]) {
      const launch = await box.launch({ permissions: { ...probePermissions, jit }, workspaceDir: undefined });
      const worker = new SandboxWorker({ launch, tier: box.tier, startTimeoutMs, onGone: () => undefined });
      try {
        await worker.ready;
        const dataMb = worker.idleUsage?.dataMb ?? 0;
        if (dataMb > 0) site.baseline.measured(jit, dataMb);
      } finally {
        worker.kill();
        await worker.gone;
      }
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
