import { renderDenoArgs, renderEnv } from "./deno-flags.ts";
import { findProgram } from "./deno-path.ts";
import type { IsolationBox, Launch, LaunchSpec } from "./launch.ts";
import { renderPrlimitArgs, toResourceLimits } from "./resource-limits.ts";
import type { SandboxSite } from "./sandbox-site.ts";

/** Deno's own permissions, resource limits where the system has a program for them, and another user where we are root. */
export function createAnyBox(site: SandboxSite): IsolationBox {
  const prlimit = process.platform === "linux" ? findProgram("prlimit") : undefined;
  const setpriv = process.platform === "linux" ? findProgram("setpriv") : undefined;
  const parts = ["Deno permissions"];
  if (prlimit !== undefined) parts.push("prlimit");
  if (setpriv !== undefined) parts.push("no new privileges");
  const uid = site.uidFor(undefined);
  if (uid !== undefined) parts.push(`user ${uid}`);

  return {
    tier: "any",
    description: parts.join(", "),
    async launch(spec: LaunchSpec): Promise<Launch> {
      const { permissions, workspaceDir } = spec;
      const uid = site.uidFor(workspaceDir);
      const denoDir = site.createDenoDir(uid, workspaceDir);
      const deno = [site.denoPath, ...renderDenoArgs({ permissions, workspaceDir, mainModule: site.mainModule })];
      // Dies with the gateway even while it is stopped or in an endless loop.
      const dying = setpriv === undefined ? deno : [setpriv, ...renderPrivileges(uid), ...deno];
      const limits = toResourceLimits(permissions, site.baseline);
      const [command = "", ...args] =
        prlimit === undefined
          ? ["/bin/sh", "-c", `ulimit -t ${limits.cpuSeconds}; ulimit -c 0; exec "$@"`, "sh", ...dying]
          : [prlimit, ...renderPrlimitArgs(limits), ...dying];
      return {
        command,
        args,
        env: renderEnv(permissions, denoDir.path),
        cwd: workspaceDir ?? site.emptyDir,
        files: [],
        uid,
        denoDepth: 0,
        dispose: denoDir.dispose,
      };
    },
  };
}

/** Root that stays root loses what makes it root. */
function renderPrivileges(uid: number | undefined): string[] {
  const always = ["--no-new-privs", "--pdeathsig", "KILL"];
  const isRoot = uid === undefined && process.getuid?.() === 0;
  return isRoot ? [...always, "--bounding-set=-all", "--inh-caps=-all"] : always;
}
