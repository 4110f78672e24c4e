import {
  EngineError,
  type IsolationTier,
  type Sandbox,
  type SandboxHost,
  type SandboxPermissions,
  type SandboxRequest,
  type SandboxRun,
  type SandboxStats,
  type TierReport,
} from "@sluice/contracts";
import { createAnyBox } from "./any-box.ts";
import { findUnsafeEnvName, toWorkspaceDir } from "./deno-flags.ts";
import type { IsolationBox, LaunchSpec } from "./launch.ts";
import { type BoxCandidate, probeBoxes } from "./probe-boxes.ts";
import { RunWatch } from "./run-watch.ts";
import { type ResolvedSandboxOptions, resolveSandboxOptions, type SandboxOptions } from "./sandbox-options.ts";
import { SandboxSite } from "./sandbox-site.ts";
import { SandboxWorker } from "./sandbox-worker.ts";
import { createStandardBox } from "./standard-box.ts";
import { createStrictBox } from "./strict-box.ts";
import { WorkerPool } from "./worker-pool.ts";
import { resolveWorkspaceDir, WorkspaceGuard } from "./workspace-guard.ts";

const strength: Readonly<Record<IsolationTier, number>> = { any: 0, standard: 1, strict: 2 };

/** Starts a process in each tier to learn what this machine offers. The caller closes the sandbox. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveSandboxOptions(options);
  const site = new SandboxSite(resolved);
  const [strict, standard] = await Promise.all([
    createStrictBox(site).catch(String),
    createStandardBox(site).catch(String),
    site.prepare(),
  ]);
  const candidates = [toCandidate("strict", strict), toCandidate("standard", standard), createAnyBox(site)];
  const { box, reports } = await probeBoxes(candidates, site, resolved);
  return new DenoSandbox(resolved, site, box, reports);
}

class DenoSandbox implements Sandbox {
  readonly #site: SandboxSite;
  readonly #box: IsolationBox | undefined;
  readonly #reports: readonly TierReport[];
  readonly #pool: WorkerPool;
  readonly #watch = new RunWatch();
  #closing: Promise<void> | undefined;

  constructor(
    options: ResolvedSandboxOptions,
    site: SandboxSite,
    box: IsolationBox | undefined,
    reports: readonly TierReport[],
  ) {
    this.#site = site;
    this.#box = box;
    this.#reports = reports;
    this.#pool = new WorkerPool({
      ...options,
      createWorker: async (spec, onGone) => {
        const used = this.#requireBox("any");
        const launch = await used.launch(spec);
        return new SandboxWorker({ launch, tier: used.tier, startTimeoutMs: options.startTimeoutMs, onGone });
      },
    });
  }

  async start(request: SandboxRequest, host: SandboxHost): Promise<SandboxRun> {
    const box = this.#requireBox(request.permissions.isolation);
    const { permissions } = request;
    const spec = toSpec(permissions, request.workspaceDir);
    const { workspaceDir } = spec;
    const [worker, guard] = await this.#both(
      this.#pool.take(spec, { ...request, onQueued: (position) => host.onQueued?.(position) }),
      workspaceDir === undefined
        ? undefined
        : WorkspaceGuard.create(workspaceDir, permissions, box.tier, this.#site.uidFor(workspaceDir)),
      spec,
    );
    const run = worker.run(request, host, {
      check: guard === undefined ? undefined : (writtenBytes) => guard.finish(writtenBytes),
      onEnd: () => {
        guard?.stop();
        this.#watch.remove(run);
        this.#pool.release(spec);
      },
    });
    this.#watch.add(run);
    guard?.watch((end) => run.endForLimit(end));
    return run;
  }

  async warm(permissions: SandboxPermissions, workspaceDir?: string): Promise<void> {
    this.#requireBox(permissions.isolation);
    await this.#pool.warm(toSpec(permissions, workspaceDir));
  }

  stats(): SandboxStats {
    return { tier: this.#box?.tier ?? "any", ...this.#pool.counts };
  }

  tiers(): readonly TierReport[] {
    return this.#reports;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#watch.killAll();
    await this.#pool.close();
    this.#site.close();
  }

  /** A worker that was taken is given back if the folder turns out to be unusable. */
  async #both(
    taking: Promise<SandboxWorker>,
    guarding: Promise<WorkspaceGuard> | undefined,
    spec: LaunchSpec,
  ): Promise<[SandboxWorker, WorkspaceGuard | undefined]> {
    guarding?.catch(() => undefined);
    const worker = await taking;
    try {
      return [worker, await guarding];
    } catch (error) {
      worker.kill();
      this.#pool.release(spec);
      throw error;
    }
  }

  /** @throws EngineError `isolation_unavailable`, `sandbox_unavailable` */
  #requireBox(wanted: IsolationTier): IsolationBox {
    const box = this.#box;
    if (box === undefined) {
      const reason = this.#reports.find((report) => report.tier === "any")?.reason ?? "Deno does not start";
      throw new EngineError("sandbox_unavailable", `Cannot start the run: ${reason}, "sluice doctor" tells more`);
    }
    if (strength[box.tier] >= strength[wanted]) return box;
    const reason = this.#reports.find((report) => report.tier === wanted)?.reason ?? "it is not offered";
    throw new EngineError(
      "isolation_unavailable",
      `Cannot start the run in isolation "${wanted}": this machine offers "${box.tier}" (${reason}), change the machine or the policy`,
      { details: { wanted, offered: box.tier } },
    );
  }
}

function toCandidate(tier: IsolationTier, box: IsolationBox | string): BoxCandidate {
  return typeof box === "string" ? { tier, missing: box } : box;
}

function toSpec(permissions: SandboxPermissions, workspaceDir: string | undefined): LaunchSpec {
  const unsafe = findUnsafeEnvName(permissions.env);
  if (unsafe !== undefined) {
    throw new EngineError(
      "bad_policy",
      `Cannot hand "${unsafe}" to code: it would change how the process itself works, remove it from the policy's env`,
    );
  }
  const dir = toWorkspaceDir(permissions, workspaceDir);
  return { permissions, workspaceDir: dir === undefined ? undefined : resolveWorkspaceDir(dir) };
}
