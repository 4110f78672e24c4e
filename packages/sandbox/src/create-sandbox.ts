import { existsSync } from "node:fs";
import {
  EngineError,
  type IsolationTier,
  isolationTiers,
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
import { cancelledError } from "./pool-errors.ts";
import { type BoxCandidate, type ProbeResult, probeBoxes } from "./probe-boxes.ts";
import { RunWatch } from "./run-watch.ts";
import { type ResolvedSandboxOptions, resolveSandboxOptions, type SandboxOptions } from "./sandbox-options.ts";
import { SandboxSite } from "./sandbox-site.ts";
import { SandboxWorker } from "./sandbox-worker.ts";
import { giveFolder } from "./scan-workspace.ts";
import { createStandardBox } from "./standard-box.ts";
import { findStrayDescriptors, withoutStrays } from "./stray-descriptors.ts";
import { createStrictBox } from "./strict-box.ts";
import { WorkerPool } from "./worker-pool.ts";
import { resolveWorkspaceDir, WorkspaceGuard } from "./workspace-guard.ts";

const strength: Readonly<Record<IsolationTier, number>> = { any: 0, standard: 1, strict: 2 };

/** The sandbox once it is known what this machine offers. The caller closes it. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = openSandbox(options);
  await sandbox.ready;
  return sandbox;
}

/** Learns what this machine offers, by starting a process in each tier, when that is first asked for. The caller closes it. */
export function openSandbox(options: SandboxOptions = {}): Sandbox {
  const resolved = resolveSandboxOptions(options);
  return new DenoSandbox(resolved, new SandboxSite(resolved));
}

async function findBoxes(site: SandboxSite, options: ResolvedSandboxOptions): Promise<ProbeResult> {
  if (!existsSync(site.denoPath)) {
    return noBox(`there is no Deno at "${site.denoPath}", run npm install`);
  }
  site.writeGuest();
  const [strict, standard] = await Promise.all([
    createStrictBox(site).catch(toReason),
    createStandardBox(site).catch(toReason),
    site.prepare(),
  ]);
  const candidates = [toCandidate("strict", strict), toCandidate("standard", standard), createAnyBox(site)];
  return probeBoxes(candidates, site, options);
}

/** A machine that could not box a process a moment ago may do so now; asked at most this often. */
const PROBE_EVERY_MS = 10_000;

class DenoSandbox implements Sandbox {
  readonly #options: ResolvedSandboxOptions;
  readonly #site: SandboxSite;
  readonly #pool: WorkerPool;
  readonly #watch = new RunWatch();
  #ready: Promise<void> | undefined;
  #probe: ProbeResult = { box: undefined, reports: [] };
  #probing: Promise<void> | undefined;
  #probedAt = performance.now();
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedSandboxOptions, site: SandboxSite) {
    this.#options = options;
    this.#site = site;
    const strays = findStrayDescriptors();
    if (strays.length > 0) {
      options.onWarning(
        `Descriptors ${strays.join(", ")} were left open by the gateway's parent: closed for processes`,
      );
    }
    this.#pool = new WorkerPool({
      ...options,
      createWorker: async (spec, onGone) => {
        const used = await this.#requireBox("any");
        const launch = withoutStrays(await used.launch(spec), strays);
        return new SandboxWorker({ launch, tier: used.tier, startTimeoutMs: options.startTimeoutMs, onGone });
      },
    });
  }

  get ready(): Promise<void> {
    this.#ready ??= this.#probeNow();
    return this.#ready;
  }

  async start(request: SandboxRequest, host: SandboxHost): Promise<SandboxRun> {
    const box = await this.#requireBox(request.permissions.isolation);
    const { permissions } = request;
    const spec = this.#toSpec(permissions, request.workspaceDir);
    const { workspaceDir } = spec;
    const [worker, guard] = await this.#both(
      this.#pool.take(spec, { ...request, onQueued: (position) => host.onQueued?.(position) }),
      workspaceDir === undefined
        ? undefined
        : WorkspaceGuard.create(workspaceDir, permissions, box.tier, this.#site.uidFor(workspaceDir)),
      spec,
    );
    if (request.signal?.aborted === true) {
      worker.kill();
      this.#pool.release(spec);
      throw cancelledError();
    }
    const run = worker.run(request, host, {
      check: guard === undefined ? undefined : (writtenBytes) => guard.finish(writtenBytes),
      onEnd: () => {
        guard?.stop();
        this.#watch.remove(run);
        this.#pool.release(spec);
      },
    });
    this.#watch.add(run);
    guard?.watch({
      onLimit: (end) => run.endForLimit(end),
      namelessBytes: (device) => worker.namelessBytes(device),
    });
    return run;
  }

  async warm(permissions: SandboxPermissions, workspaceDir?: string): Promise<void> {
    await this.#requireBox(permissions.isolation);
    await this.#pool.warm(this.#toSpec(permissions, workspaceDir));
  }

  stats(): SandboxStats {
    return { tier: this.#probe.box?.tier ?? "any", ...this.#pool.counts };
  }

  tiers(): readonly TierReport[] {
    return this.#probe.reports;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #toSpec(permissions: SandboxPermissions, workspaceDir: string | undefined): LaunchSpec {
    const spec = toSpec(permissions, workspaceDir);
    if (spec.workspaceDir !== undefined) giveFolder(spec.workspaceDir, this.#site.uidFor(spec.workspaceDir));
    return spec;
  }

  async #close(): Promise<void> {
    await this.#ready;
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
  async #requireBox(wanted: IsolationTier): Promise<IsolationBox> {
    await this.ready;
    if (!this.#offers(wanted) && performance.now() - this.#probedAt > PROBE_EVERY_MS) {
      this.#probing ??= this.#probeAgain();
      await this.#probing;
    }
    const { box, reports } = this.#probe;
    if (box !== undefined && this.#offers(wanted)) return box;
    const reason = reports.find((report) => report.tier === (box === undefined ? "any" : wanted))?.reason;
    if (box === undefined) {
      throw new EngineError("sandbox_unavailable", `Cannot start the run: ${reason}; "sluice doctor" tells more`);
    }
    throw new EngineError(
      "isolation_unavailable",
      `Cannot start the run in isolation "${wanted}": this machine offers "${box.tier}" (${reason}), change the machine or the policy`,
      { details: { wanted, offered: box.tier } },
    );
  }

  #offers(wanted: IsolationTier): boolean {
    const { box } = this.#probe;
    return box !== undefined && strength[box.tier] >= strength[wanted];
  }

  /** Never rejects: what stands in the way is the reason of each tier. */
  async #probeNow(): Promise<void> {
    this.#probe = await findBoxes(this.#site, this.#options).catch((error: unknown) => noBox(toReason(error)));
    this.#probedAt = performance.now();
  }

  async #probeAgain(): Promise<void> {
    const before = this.#probe.box?.tier;
    await this.#probeNow();
    this.#probing = undefined;
    if (this.#probe.box?.tier !== before) this.#pool.dropIdle();
  }
}

function noBox(reason: string): ProbeResult {
  return { box: undefined, reports: isolationTiers.map((tier) => ({ tier, isAvailable: false, reason })) };
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
