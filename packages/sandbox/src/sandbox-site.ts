import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { bundleModules } from "./bundle-guest.ts";
import { killQuietly } from "./guest-process.ts";
import { MemoryBaseline } from "./resource-limits.ts";
import { type ResolvedSandboxOptions, temporaryRoot } from "./sandbox-options.ts";

const sourceDir = fileURLToPath(new URL("../guest", import.meta.url));

export interface DenoDir {
  readonly path: string;
  readonly dispose: () => void;
}

/** The files and facts on this machine that every process is made from. */
export class SandboxSite {
  readonly denoPath: string;
  readonly scratchDir: string;
  /** Our modules as one script each: twenty files would take a process 3 ms more. */
  readonly guestDir: string;
  readonly mainModule: string;
  readonly launcher: string;
  /** Where a process without files stands. */
  readonly emptyDir: string;
  readonly baseline: MemoryBaseline = new MemoryBaseline();
  readonly #uid: number | undefined;
  readonly #warned = new Set<string>();
  readonly #onWarning: (message: string) => void;
  readonly #startTimeoutMs: number;
  #template: string | undefined;
  #lastDir = 0;

  constructor(options: ResolvedSandboxOptions) {
    this.denoPath = options.denoPath;
    this.#onWarning = options.onWarning;
    this.#startTimeoutMs = options.startTimeoutMs;
    this.scratchDir = createScratchDir(options.scratchDir);
    this.guestDir = join(this.scratchDir, "guest");
    this.mainModule = join(this.guestDir, MAIN_FILE);
    this.launcher = join(this.guestDir, "launch.mjs");
    this.emptyDir = join(this.scratchDir, "empty");
    mkdirSync(this.emptyDir);
    chmodSync(this.emptyDir, 0o555);
    const isRoot = process.getuid?.() === 0;
    this.#uid = isRoot && options.unprivilegedUid !== false ? options.unprivilegedUid : undefined;
  }

  /** Who a process runs as; undefined: as we do, since we are not root or that user cannot get at the files. */
  uidFor(workspaceDir: string | undefined): number | undefined {
    if (this.#uid === undefined) return undefined;
    const needed = [this.denoPath, this.guestDir, this.scratchDir, workspaceDir];
    const closed = needed.find((path) => path !== undefined && !isOpenToOthers(path));
    if (closed === undefined) return this.#uid;
    if (!this.#warned.has(closed)) {
      this.#warned.add(closed);
      this.#onWarning(
        `Cannot run processes as user ${this.#uid}: "${closed}" is in a folder that only root enters, so they run as root in their box`,
      );
    }
    return undefined;
  }

  /** Makes the scripts that processes run, once. */
  writeGuest(): void {
    this.makeFolder(this.guestDir, (draft) => {
      for (const path of [this.mainModule, this.launcher]) {
        const script = bundleModules(join(sourceDir, basename(path).replace(/\.mjs$/, ".ts")));
        writeFileSync(join(draft, basename(path)), script);
      }
    });
  }

  /** A folder that processes of any user read, filled once. */
  makeFolder(path: string, fill: (draft: string) => void): void {
    if (existsSync(path)) return;
    // Aside, so that a full disk leaves no half of one.
    const draft = mkdtempSync(`${path}-`);
    fill(draft);
    chmodSync(draft, 0o755);
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true }))
      if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
    renameSync(draft, path);
  }

  /** Has Deno look through them once; each process starts from a copy of what it noted. */
  async prepare(): Promise<void> {
    const compile = (path: string, flags: readonly string[], into?: string): Promise<string | undefined> =>
      this.compileGuest(
        path,
        (denoDir) => ({
          command: this.denoPath,
          args: ["run", ...compileFlags, ...flags, path],
          env: { DENO_DIR: denoDir, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        }),
        into,
      );
    this.#template = await compile(this.mainModule, []);
    if (process.platform === "linux" && this.#template !== undefined)
      await compile(this.launcher, ["--allow-ffi"], this.#template);
    if (this.#template !== undefined) toSingleFile(join(this.#template, ANALYSIS_CACHE));
  }

  /** @returns the DENO_DIR that this left, or undefined where the guest did not start */
  async compileGuest(
    name: string,
    render: (denoDir: string) => { command: string; args: readonly string[]; env: Record<string, string> },
    into?: string,
  ): Promise<string | undefined> {
    const path = into ?? join(this.scratchDir, `compiled-${++this.#lastDir}`);
    await mkdir(path, { recursive: true });
    const { args, command, env } = render(path);
    const isReady = await new Promise<boolean>((resolve) => {
      const child = spawn(command, args, { env, cwd: "/", stdio: ["ignore", "pipe", "ignore"], detached: true });
      const { pid } = child;
      const timer = setTimeout(() => {
        if (pid !== undefined) killQuietly(-pid);
      }, this.#startTimeoutMs);
      let isSeen = false;
      child.stdout.on("data", () => {
        isSeen = true;
      });
      const end = (isStarted: boolean): void => {
        clearTimeout(timer);
        resolve(isStarted);
      };
      child.on("error", () => end(false));
      child.on("close", () => end(isSeen));
    });
    if (isReady && existsSync(join(path, ANALYSIS_CACHE))) return path;
    this.#onWarning(`Cannot compile the guest "${name}" ahead: starts will be slower`);
    return undefined;
  }

  /** A DENO_DIR for one process: what a program stores there is gone with it. */
  createDenoDir(uid: number | undefined, workspaceDir: string | undefined): DenoDir {
    const path = join(this.scratchDir, `process-${++this.#lastDir}`);
    const made = [path];
    mkdirSync(path, { mode: 0o700 });
    if (this.#template !== undefined) {
      const cache = join(path, ANALYSIS_CACHE);
      copyFileSync(join(this.#template, ANALYSIS_CACHE), cache);
      made.push(cache);
    }
    blockStores(path, workspaceDir);
    if (uid !== undefined) for (const each of made) chownSync(each, uid, uid);
    const dispose = (): void => {
      rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    };
    return { path, dispose };
  }

  close(): void {
    rmSync(this.scratchDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Its ending says that it is a module, so that Deno does not look for a package.json. */
export const MAIN_FILE = "main.mjs";

export const compileFlags: readonly string[] = [
  "--no-prompt",
  "--no-remote",
  "--no-npm",
  "--no-config",
  "--no-lock",
  "--no-check",
  "--no-code-cache",
];

/** Deno's cache of what each module imports. */
export const ANALYSIS_CACHE = "dep_analysis_cache_v2";

/** Brings a database with its log into one file, so that a copy of that is whole. */
export function toSingleFile(path: string): void {
  if (!existsSync(path)) return;
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = DELETE");
  database.close();
}

const SCRATCH_PREFIX = "sluice-sandbox-";

function createScratchDir(parent: string | undefined): string {
  const root = parent ?? temporaryRoot();
  mkdirSync(root, { recursive: true });
  removeOrphans(root);
  const path = mkdtempSync(join(realpathSync(root), `${SCRATCH_PREFIX}${process.pid}-`));
  // Other users may pass through to their own folder in it, not list it.
  chmodSync(path, 0o711);
  return path;
}

/** Folders of gateways that were killed before they could tidy up. */
function removeOrphans(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = name.startsWith(SCRATCH_PREFIX) ? Number.parseInt(name.slice(SCRATCH_PREFIX.length), 10) : 0;
    if (pid > 0 && !isAlive(pid)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Whether any user may pass through all folders above. */
function isOpenToOthers(path: string): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * What Deno keeps for code without asking for a permission, as much as code likes: caches of the web, and what modules that
 * code makes are translated to. A file in the place of each folder has it keep nothing.
 */
function blockStores(denoDir: string, workspaceDir: string | undefined): void {
  const translated = ["data", "blob", ...(workspaceDir === undefined ? [] : [join("file", workspaceDir)])];
  for (const store of ["location_data", ...translated.map((name) => join("gen", name))]) {
    mkdirSync(dirname(join(denoDir, store)), { recursive: true });
    writeFileSync(join(denoDir, store), "");
  }
}
