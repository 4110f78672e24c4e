import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { benchDir } from "./root.ts";
import { stop } from "./servers.ts";

export interface Replay extends AsyncDisposable {
  readonly servers: Readonly<Record<string, { readonly url: string }>>;
}

/** Real tool lists of a folder, or made ones, as servers over HTTP. */
export async function startReplay(folder: string | undefined, tools?: number): Promise<Replay> {
  const args = [
    join(benchDir, "replay-server.ts"),
    ...(folder === undefined ? [] : ["--folder", folder]),
    ...(tools === undefined ? [] : ["--tools", String(tools)]),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => Promise.reject(new Error("Cannot start the replay server: it ended at once"))),
  ])) as [string];
  const { servers } = JSON.parse(line) as { servers: Record<string, string> };
  return {
    servers: Object.fromEntries(Object.entries(servers).map(([name, url]) => [name, { url }])),
    [Symbol.asyncDispose]: () => stop(child),
  };
}
