import { spawnSync } from "node:child_process";
import { openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxSite } from "./sandbox-site.ts";
import { currentArchitecture, renderSeccompFilter } from "./seccomp/filter.ts";

/** The shared libraries and the loader that Deno needs, as the loader itself tells. @throws where it does not */
export function listLibraries(denoPath: string): string[] {
  const { error, stdout } = spawnSync(denoPath, [], { env: { LD_TRACE_LOADED_OBJECTS: "1" }, encoding: "utf8" });
  if (error !== undefined) throw error;
  const paths = new Set<string>();
  for (const line of stdout.split("\n")) {
    const path = /(?:=>\s+)?(\/\S+)\s+\(0x[0-9a-f]+\)/.exec(line)?.[1];
    if (path !== undefined) paths.add(path);
  }
  if (paths.size === 0) throw new Error("the system's loader does not list Deno's libraries");
  return [...paths];
}

/** Seccomp programs on disk, one for each kind of process, to be handed over as a descriptor. */
export class SeccompFiles {
  readonly #paths: { readonly readOnly: string; readonly writable: string };

  private constructor(paths: { readonly readOnly: string; readonly writable: string }) {
    this.#paths = paths;
  }

  /** @returns undefined on a processor that we have no filter for */
  static async create(site: SandboxSite): Promise<SeccompFiles | undefined> {
    const architecture = currentArchitecture();
    if (architecture === undefined) return undefined;
    const paths = {
      readOnly: join(site.scratchDir, "seccomp-ro.bpf"),
      writable: join(site.scratchDir, "seccomp-rw.bpf"),
    };
    await writeFile(paths.readOnly, renderSeccompFilter({ architecture, canWrite: false }), { mode: 0o644 });
    await writeFile(paths.writable, renderSeccompFilter({ architecture, canWrite: true }), { mode: 0o644 });
    return new SeccompFiles(paths);
  }

  path(canWrite: boolean): string {
    return canWrite ? this.#paths.writable : this.#paths.readOnly;
  }

  /** Opened anew each time: a reader moves the position of all that share it. */
  open(canWrite: boolean): number {
    return openSync(this.path(canWrite), "r");
  }
}
