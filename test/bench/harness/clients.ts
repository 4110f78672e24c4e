import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { IsolationTier, RunAnswer } from "@sluice/contracts";
import { benchDir, root } from "./root.ts";
import type { ServerConfig } from "./scratch.ts";
import { stop } from "./servers.ts";

const info = { name: "bench", version: "1.0.0" } as const;
/** 100 calls over a slow server must not meet the SDK's default of a minute. */
const timeout = 300_000;

export interface McpConnection extends AsyncDisposable {
  readonly client: Client;
}

/** The SDK's own client at a server, with nothing between. */
export async function connectDirectly(server: ServerConfig): Promise<McpConnection> {
  const client = new Client(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(
    "url" in server
      ? new StreamableHTTPClientTransport(new URL(server.url))
      : new StdioClientTransport({ ...server, args: [...server.args], env: { ...server.env }, stderr: "ignore" }),
  );
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

export interface GatewayConnection extends McpConnection {
  readonly pid: number;
}

export interface HttpGateway extends GatewayConnection {
  /** Milliseconds from the start of the process until it took connections. */
  readonly listeningMs: number;
  /** Of them those of `openGateway()`; the rest is Node and the code that it loads. */
  readonly openMs: number;
  /** What the process says of its memory, after a collection where Node was started with --expose-gc. */
  readMemory(): Promise<NodeJS.MemoryUsage>;
}

export interface GatewayStart {
  readonly config: string;
  readonly tier?: IsolationTier;
  readonly nodeFlags?: readonly string[];
}

/** A gateway in a process of its own, and an MCP client at it. */
export function startGateway(
  start: GatewayStart & { readonly transport: "stdio" | "http" },
): Promise<GatewayConnection> {
  return start.transport === "http" ? startHttpGateway(start) : startStdioGateway(start);
}

/** As the `sluice` command has it; so are the flags. */
const gatewayEnv = {
  ...(process.env as Record<string, string>),
  NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "sluice"),
  MALLOC_TRIM_THRESHOLD_: "1048576",
  MIMALLOC_ALLOW_THP: "0",
};
const memoryFlags = ["--max-semi-space-size=4", "--heap-growing-percent=25"];

async function startStdioGateway(start: GatewayStart): Promise<GatewayConnection> {
  const client = new Client(info, { versionNegotiation: { mode: "auto" } });
  const stdio = new StdioClientTransport({
    command: process.execPath,
    args: [...toArguments(start), "--stdio"],
    env: gatewayEnv,
  });
  await client.connect(stdio);
  return { client, pid: stdio.pid ?? 0, [Symbol.asyncDispose]: () => client.close() };
}

export async function startHttpGateway(start: GatewayStart): Promise<HttpGateway> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, toArguments(start), {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: gatewayEnv,
  });
  const [line] = (await Promise.race([
    once(child.stdout as Readable, "data"),
    once(child, "exit").then(() => Promise.reject(new Error("Cannot start the gateway: it ended at once"))),
  ])) as [Buffer];
  const listeningMs = performance.now() - startedAt;
  const { url, openMs } = JSON.parse(line.toString("utf8")) as { url: string; openMs: number };
  const client = new Client(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  return {
    client,
    pid: child.pid ?? 0,
    listeningMs,
    openMs,
    readMemory: async () => {
      const answer = once(child, "message");
      child.send("memory");
      return ((await answer) as [NodeJS.MemoryUsage])[0];
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await stop(child);
    },
  };
}

function toArguments({ config, tier, nodeFlags = [] }: GatewayStart): string[] {
  const program = join(benchDir, "serve-gateway.ts");
  return [...memoryFlags, ...nodeFlags, program, "--config", config, ...(tier === undefined ? [] : ["--tier", tier])];
}

/** @throws Error where the run did not succeed: a figure of a failure is no figure */
export async function executeCode(client: Client, code: string): Promise<RunAnswer> {
  const result = await client.callTool({ name: "executeCode", arguments: { code } }, { timeout });
  const answer = result.structuredContent as unknown as RunAnswer;
  if (answer.success !== true) throw new Error(`Cannot measure: ${JSON.stringify(answer.error)}`);
  return answer;
}

export async function getSum(client: Client, a: number): Promise<void> {
  const result = await client.callTool({ name: "get-sum", arguments: { a, b: 2 } }, { timeout });
  if (result.isError === true) throw new Error("Cannot measure: get-sum failed");
}
