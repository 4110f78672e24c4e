import { listLibraries } from "./box-files.ts";
import { renderDenoArgs, renderEnv } from "./deno-flags.ts";
import type { IsolationBox, Launch, LaunchSpec } from "./launch.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { type ResourceLimits, toResourceLimits } from "./resource-limits.ts";
import { compileFlags, type SandboxSite } from "./sandbox-site.ts";
import { currentArchitecture, renderSeccompFilter } from "./seccomp/filter.ts";

const RLIMIT = { cpu: 0, fsize: 1, data: 2, core: 4, nofile: 7 } as const;

/** For machines that forbid user namespaces. @returns the box, or what is missing for it */
export async function createStandardBox(site: SandboxSite): Promise<IsolationBox | string> {
  if (process.platform !== "linux") return "landlock and seccomp exist on Linux only";
  const architecture = currentArchitecture();
  if (architecture === undefined) return `there is no seccomp filter for ${process.arch}`;
  const libraries = listLibraries(site.denoPath);
  const filters = [false, true].map((canWrite) => renderSeccompFilter({ architecture, canWrite }).toString("base64"));

  return {
    tier: "standard",
    description: "landlock, seccomp allow list, resource limits",
    async launch(spec: LaunchSpec): Promise<Launch> {
      const { permissions, workspaceDir } = spec;
      const { write } = permissions.workspace;
      const uid = site.uidFor(workspaceDir);
      const denoDir = site.createDenoDir(uid, workspaceDir);
      const cwd = workspaceDir ?? site.emptyDir;
      const plan: LaunchPlan = {
        parentPid: process.pid,
        command: site.denoPath,
        args: renderDenoArgs({ permissions, workspaceDir, mainModule: site.mainModule }),
        env: renderEnv(permissions, denoDir.path),
        limits: renderLimits(toResourceLimits(permissions, site.baseline)),
        paths: [
          ...[site.denoPath, ...libraries].map((path) => ({ path, access: "execute" as const })),
          { path: site.guestDir, access: "read" },
          { path: denoDir.path, access: "write" },
          { path: cwd, access: write && workspaceDir !== undefined ? "write" : "read" },
        ],
        filter: filters[write ? 1 : 0] ?? "",
      };
      return {
        command: site.denoPath,
        // Without JIT, because it must fit for a moment into the limits that it sets.
        args: ["run", ...compileFlags, "--allow-ffi", "--v8-flags=--jitless", site.launcher, JSON.stringify(plan)],
        env: { DENO_DIR: denoDir.path, DENO_NO_PROMPT: "1", DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
        cwd,
        files: [],
        uid,
        denoDepth: 0,
        dispose: denoDir.dispose,
      };
    },
  };
}

function renderLimits({ cpuSeconds, dataBytes, fileBytes, openFiles }: ResourceLimits): LaunchPlan["limits"] {
  return [
    [RLIMIT.cpu, cpuSeconds],
    [RLIMIT.fsize, fileBytes],
    [RLIMIT.data, dataBytes],
    [RLIMIT.core, 0],
    [RLIMIT.nofile, openFiles],
  ];
}
