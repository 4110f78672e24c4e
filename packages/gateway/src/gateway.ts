import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { type StdioServerHandle, serveStdio } from "@modelcontextprotocol/server/stdio";
import { EngineError, type ServerStatus, type TierReport } from "@sluice/contracts";
import type { Engine, Log } from "@sluice/engine";
import { type Composed, type ComposeOptions, compose } from "./compose.ts";
import type { ResolvedConfig } from "./config.ts";
import { announceGateway, withdrawGateway } from "./data-folder.ts";
import { createApp } from "./http/app.ts";
import { LOCAL_PRINCIPAL } from "./http/guard.ts";
import { AskingCalls } from "./mcp/asking-calls.ts";
import { createMcpServer } from "./mcp/mcp-server.ts";
import { version } from "./version.ts";

export interface GatewayOptions extends ComposeOptions {
  /** False: no port is opened. @default true */
  readonly isListening?: boolean;
}

/** One gateway in this process. */
export interface Gateway {
  readonly engine: Engine;
  /** Base URL without a trailing slash; undefined where it does not listen. */
  readonly url: string | undefined;
  readonly adminToken: string;
  readonly log: Log;
  servers(): readonly ServerStatus[];
  /** Once it is known what the machine offers. */
  tiers(): Promise<readonly TierReport[]>;
  /** Serves one MCP client on stdin and stdout; `ended` resolves when it went away. */
  serveStdio(principal?: string): { readonly ended: Promise<void> };
  /** Stops in order: no new work, running work, listeners, children, disk. Idempotent. */
  close(): Promise<void>;
}

/** @throws EngineError `bad_policy`, `storage_failed`, `port_in_use`, `sandbox_unavailable`, … */
export async function openGateway(config: ResolvedConfig, options: GatewayOptions): Promise<Gateway> {
  const composed = await compose(config, options);
  const instance = randomUUID();
  const app = createApp({ ...composed, config, version, instance });
  let http: HttpServer | undefined;
  let url: string | undefined;
  try {
    if (options.isListening !== false) {
      http = createServer(getRequestListener(app.fetch));
      url = await listen(http, config.http.host, config.http.port);
      announceGateway(composed.dataDir, { url, pid: process.pid, instance });
    }
  } catch (error) {
    http?.close();
    http?.closeAllConnections();
    await composed.close();
    throw error;
  }
  const stdio: StdioServerHandle[] = [];
  let closing: Promise<void> | undefined;
  return {
    engine: composed.engine,
    url,
    adminToken: composed.adminToken,
    log: options.log,
    servers: () => composed.upstream.servers(),
    tiers: async () => {
      await composed.sandbox.ready;
      return composed.sandbox.tiers();
    },
    serveStdio: (principal = LOCAL_PRINCIPAL) => serveClient(composed, stdio, options.log, principal),
    close() {
      closing ??= closeAll(composed, app, http, stdio);
      return closing;
    },
  };
}

function serveClient(
  composed: Composed,
  handles: StdioServerHandle[],
  log: Log,
  principal: string,
): { readonly ended: Promise<void> } {
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    // One that no longer reads is gone as well: after a failed write nobody listens to stdin any more.
    process.stdout.once("error", () => resolve());
  });
  const asking = new AskingCalls();
  handles.push(
    serveStdio(() => createMcpServer(composed.engine, log, version, () => ({ principal }), asking), {
      onerror: (error) => log.warn("mcp", { error: error.message }),
    }),
  );
  return { ended };
}

async function closeAll(
  composed: Composed,
  app: { close(): Promise<void> },
  http: HttpServer | undefined,
  stdio: readonly StdioServerHandle[],
): Promise<void> {
  // 1. no new connections
  http?.close();
  withdrawGateway(composed.dataDir);
  // 2. runs end with their records, then the parts, then the disk
  await composed.close();
  // 3. whoever still reads gets an end
  await Promise.allSettled([app.close(), ...stdio.map((handle) => handle.close())]);
  http?.closeAllConnections();
}

function listen(server: HttpServer, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? new EngineError(
              "port_in_use",
              `Cannot listen on ${host}:${port}: the port is in use; stop the other program or choose another with --port or http.port`,
              { cause },
            )
          : new EngineError(
              "bad_config",
              `Cannot listen on ${host}:${port}: ${cause.code ?? cause.message}; choose another http.host or http.port`,
              { cause },
            );
      reject(why);
    });
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${actual}`);
    });
  });
}
