import { realpathSync, statSync } from "node:fs";
import { EngineError, type IsolationTier, type SandboxPermissions } from "@sluice/contracts";
import { type LimitEnd, limitEnd } from "./run-limits.ts";
import { scanWorkspace, type WorkspaceUse } from "./scan-workspace.ts";

const MB = 1024 * 1024;
const EVERY_MS = 200;
/** Scans take at most this part of the time. */
const MAX_SHARE = 0.05;
/** A run that wrote less than that through all its descriptors has not filled anything. */
const NOTEWORTHY_BYTES = MB;

/** The folder as Deno is to see it: existing, absolute, no link anywhere in its path. @throws EngineError `bad_input` */
export function resolveWorkspaceDir(path: string): string {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch {
    // Said below.
  }
  throw new EngineError("bad_input", "Cannot use the session's folder: it does not exist, create it first");
}

export interface WorkspaceWatch {
  readonly onLimit: (end: LimitEnd) => void;
  /** Of files on that device that the process has open and deleted. */
  readonly namelessBytes: (device: number) => number;
}

/** Holds one run to the size of its folder: looks before, at intervals, and after. */
export class WorkspaceGuard {
  readonly #dir: string;
  readonly #limits: SandboxPermissions["workspace"];
  readonly #before: WorkspaceUse;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(dir: string, limits: SandboxPermissions["workspace"], before: WorkspaceUse) {
    this.#dir = dir;
    this.#limits = limits;
    this.#before = before;
  }

  /** @throws EngineError `bad_input` where the tier would follow a link out of the folder */
  static async create(
    dir: string,
    permissions: SandboxPermissions,
    tier: IsolationTier,
    uid: number | undefined,
  ): Promise<WorkspaceGuard> {
    const before = await scanWorkspace(dir, { uid });
    const [link] = before.outwardLinks;
    if (tier === "any" && link !== undefined) {
      throw new EngineError(
        "bad_input",
        `Cannot use the session's folder: "${link}" is a link that leads out of it, remove it or use a stronger isolation`,
      );
    }
    return new WorkspaceGuard(dir, permissions.workspace, before);
  }

  watch({ onLimit, namelessBytes }: WorkspaceWatch): void {
    if (!this.#limits.write) return;
    const device = statSync(this.#dir, { throwIfNoEntry: false })?.dev;
    const look = async (): Promise<void> => {
      const startedAt = performance.now();
      const end = await this.#measure(device === undefined ? 0 : namelessBytes(device));
      if (this.#isOver) return;
      if (end !== undefined) onLimit(end);
      else schedule(Math.max(EVERY_MS, (performance.now() - startedAt) / MAX_SHARE));
    };
    const schedule = (delayMs: number): void => {
      this.#timer = setTimeout(() => void look(), delayMs);
      this.#timer.unref();
    };
    schedule(EVERY_MS);
  }

  /** After the last write. @param writtenBytes by the process in all, if known */
  async finish(writtenBytes: number | undefined): Promise<LimitEnd | undefined> {
    this.stop();
    const isSmall = writtenBytes !== undefined && writtenBytes < NOTEWORTHY_BYTES;
    return !this.#limits.write || isSmall ? undefined : await this.#measure();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** A folder that was too full before may still be emptied: only growth above the limit counts. */
  async #measure(namelessBytes = 0): Promise<LimitEnd | undefined> {
    const named = await scanWorkspace(this.#dir);
    const bytes = named.bytes + namelessBytes;
    const { files } = named;
    const { maxFiles, maxTotalMb } = this.#limits;
    if (bytes > maxTotalMb * MB && bytes > this.#before.bytes) {
      return limitEnd("workspace-size", bytes / MB, maxTotalMb, "MB");
    }
    if (files > maxFiles && files > this.#before.files) return limitEnd("workspace-files", files, maxFiles, "files");
    return undefined;
  }
}
