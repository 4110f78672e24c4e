import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listLibraries, SeccompFiles } from "./box-files.ts";
import { renderDenoArgs, renderEnv } from "./deno-flags.ts";
import { findProgram } from "./deno-path.ts";
import type { IsolationBox, Launch, LaunchSpec } from "./launch.ts";
import { renderPrlimitArgs, toResourceLimits } from "./resource-limits.ts";
import { ANALYSIS_CACHE, compileFlags, MAIN_FILE, type SandboxSite, toSingleFile } from "./sandbox-site.ts";

const MAIN_MODULE = `/guest/${MAIN_FILE}`;
const DENO_DIR = "/denodir";
const DENO_DIR_BYTES = 16 * 1024 * 1024;
const WORKSPACE = "/workspace";
const DENO = "/bin/deno";
const SECCOMP_FD = 3;
const CACHE_FD = 4;

/** @returns the box, or what is missing for it */
export async function createStrictBox(site: SandboxSite): Promise<IsolationBox | string> {
  if (process.platform !== "linux") return "bubblewrap exists on Linux only";
  const bwrap = findProgram("bwrap");
  const prlimit = findProgram("prlimit");
  if (bwrap === undefined) return "bubblewrap is not installed (Debian package bubblewrap)";
  if (prlimit === undefined) return "prlimit is not installed (Debian package util-linux)";
  const seccomp = await SeccompFiles.create(site);
  if (seccomp === undefined) return `there is no seccomp filter for ${process.arch}`;
  const mounts = renderMounts(site, bwrap);
  const compiled = await compileInside(site, bwrap, mounts);

  return {
    tier: "strict",
    description: "bubblewrap with a minimal read-only root and no network, seccomp allow list, prlimit",
    async launch(spec: LaunchSpec): Promise<Launch> {
      const { permissions, workspaceDir } = spec;
      const { write } = permissions.workspace;
      const inside = workspaceDir === undefined ? undefined : WORKSPACE;
      const files = [seccomp.open(write)];
      const box = [
        ...mounts,
        ...["--size", `${DENO_DIR_BYTES}`, "--tmpfs", DENO_DIR],
        ...(compiled === undefined ? [] : renderCompiled(compiled, files)),
        ...(workspaceDir === undefined ? [] : [write ? "--bind" : "--ro-bind", workspaceDir, WORKSPACE]),
        ...["--chdir", inside ?? "/", "--seccomp", `${SECCOMP_FD}`],
        ...Object.entries(renderEnv(permissions, DENO_DIR)).flatMap(([name, value]) => ["--setenv", name, value]),
      ];
      const deno = [DENO, ...renderDenoArgs({ permissions, workspaceDir: inside, mainModule: MAIN_MODULE })];
      return {
        command: prlimit,
        args: [...renderPrlimitArgs(toResourceLimits(permissions, site.baseline)), bwrap, ...box, ...deno],
        env: {},
        cwd: "/",
        files,
        uid: site.uidFor(workspaceDir),
        denoDepth: 2,
        dispose: () => undefined,
      };
    },
  };
}

function renderMounts(site: SandboxSite, bwrap: string): string[] {
  const help = spawnSync(bwrap, ["--help"], { encoding: "utf8", env: {} });
  const canDisableUserns = `${help.stdout}${help.stderr}`.includes("--disable-userns");
  return [
    ...["--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"],
    ...(canDisableUserns ? ["--disable-userns"] : []),
    ...["--ro-bind", makeRoot(site), "/", "--ro-bind", site.denoPath, DENO],
  ];
}

/**
 * Deno's place, its libraries and our guest; no shell, no /etc, no /dev, and of /proc the one link that Deno asks for.
 * One folder for all processes, read-only in each: a mount for each library would take a start a millisecond more.
 */
function makeRoot(site: SandboxSite): string {
  const root = join(site.scratchDir, "root");
  site.makeFolder(root, (draft) => {
    for (const folder of ["/bin", "/proc/self", DENO_DIR, WORKSPACE])
      mkdirSync(join(draft, folder), { recursive: true });
    writeFileSync(join(draft, DENO), "");
    symlinkSync(DENO, join(draft, "/proc/self/exe"));
    for (const library of listLibraries(site.denoPath)) {
      mkdirSync(join(draft, dirname(library)), { recursive: true });
      copyFileSync(library, join(draft, library));
    }
    cpSync(site.guestDir, join(draft, "/guest"), { recursive: true });
  });
  return root;
}

/** What Deno notes is keyed by paths, which are others inside. */
async function compileInside(site: SandboxSite, bwrap: string, mounts: readonly string[]): Promise<string | undefined> {
  const denoDir = await site.compileGuest(MAIN_MODULE, (path) => ({
    command: bwrap,
    args: [
      ...mounts,
      ...["--bind", path, DENO_DIR, "--setenv", "DENO_DIR", DENO_DIR, "--setenv", "NO_COLOR", "1"],
      ...[DENO, "run", ...compileFlags, MAIN_MODULE],
    ],
    env: {},
  }));
  if (denoDir !== undefined) toSingleFile(join(denoDir, ANALYSIS_CACHE));
  return denoDir;
}

/** Each process has a copy of its own. */
function renderCompiled(compiled: string, files: number[]): string[] {
  files.push(openSync(join(compiled, ANALYSIS_CACHE), "r"));
  return ["--file", `${CACHE_FD}`, `${DENO_DIR}/${ANALYSIS_CACHE}`];
}
