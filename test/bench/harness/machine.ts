import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { version } from "@sluice/gateway";
import { findProgram } from "../../find-program.ts";
import { root } from "./root.ts";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Kind and size, never names of hosts or users. */
export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    versions: {
      sluice: version,
      node: process.versions.node,
      deno: readVersion("deno"),
      bubblewrap:
        /[\d.]+/.exec(spawnSync(findProgram("bwrap") ?? "", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0] ??
        "none",
      "@modelcontextprotocol/client": readVersion("@modelcontextprotocol/client"),
      "@modelcontextprotocol/server-everything": readVersion("@modelcontextprotocol/server-everything"),
    },
  };
}

function readVersion(name: string): string {
  const manifest = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  return String((JSON.parse(manifest) as { version: string }).version);
}

/** Of the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}
