import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.ts";

export type ServerConfig =
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly start?: "eager" | "lazy";
    }
  | { readonly url: string; readonly start?: "eager" | "lazy" };

export interface GatewayFolder {
  readonly servers: Readonly<Record<string, ServerConfig>>;
  readonly sandbox?: { readonly maxProcesses?: number; readonly warm?: number };
  /** Policy files by name, beside `default`. @default one that lets everybody do everything */
  readonly policies?: Readonly<Record<string, string>>;
}

/** A folder that is gone at the end. */
export interface Scratch extends AsyncDisposable {
  readonly dir: string;
  /** Writes a gateway's folder. @returns its configuration file */
  gateway(name: string, folder: GatewayFolder): Promise<string>;
}

/** Limits are the defaults, but for how many runs and calls one caller may make. */
export function policyFor(name: string, principals: readonly string[], lines: readonly string[] = []): string {
  return [
    `name: ${name}`,
    "extends: default",
    `match: { principals: [${principals.map((principal) => `"${principal}"`).join(", ")}] }`,
    "rate: { runsPerMinute: 1000000, concurrentRuns: 64 }",
    "calls: { perRun: 100000, parallel: 16 }",
    ...(lines.some((line) => line.startsWith("tools:")) ? [] : ['tools: [{ allow: "*" }]']),
    ...lines,
    "",
  ].join("\n");
}

export async function createScratch(): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  return {
    dir,
    async gateway(name, { servers, sandbox = {}, policies = { bench: policyFor("bench", ["local"]) } }) {
      const folder = join(dir, name);
      await mkdir(join(folder, "policies"), { recursive: true });
      await cp(join(root, "policies", "default.yaml"), join(folder, "policies", "default.yaml"));
      for (const [policy, text] of Object.entries(policies))
        await writeFile(join(folder, "policies", `${policy}.yaml`), text);
      const file = join(folder, "sluice.json");
      await writeFile(file, JSON.stringify({ mcpServers: servers, sandbox }));
      return file;
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
