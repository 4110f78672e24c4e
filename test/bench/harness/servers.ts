import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { root } from "./root.ts";
import type { ServerConfig } from "./scratch.ts";

type StdioServer = Extract<ServerConfig, { readonly command: string }>;

const packageEntry = (name: string): string =>
  join(root, "node_modules", "@modelcontextprotocol", name, "dist", "index.js");

/** The MCP project's sample server: what every contender calls. */
export const everythingServer: StdioServer = {
  command: process.execPath,
  args: [packageEntry("server-everything"), "stdio"],
};

export function demoServers(workspace: string): Readonly<Record<string, StdioServer>> {
  return {
    crm: { command: process.execPath, args: [join(root, "packages", "demo", "src", "crm", "main.ts")] },
    files: { command: process.execPath, args: [packageEntry("server-filesystem"), workspace] },
    memory: {
      command: process.execPath,
      args: [packageEntry("server-memory")],
      env: { MEMORY_FILE_PATH: join(workspace, "memory.jsonl") },
    },
    everything: everythingServer,
  };
}

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
}

/** The same sample server over Streamable HTTP. */
export async function startEverythingHttp(): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [packageEntry("server-everything"), "streamableHttp"], {
    env: { ...process.env, PORT: String(port) },
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  await untilAnswering(url, child);
  return { url, [Symbol.asyncDispose]: () => stop(child) };
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await fetch(url);
      return;
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error(`Cannot start the HTTP server: it ended with ${child.exitCode}`);
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  if ((await Promise.race([gone, setTimeout(5000, "late", { ref: false })])) === "late") child.kill("SIGKILL");
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}
