import { spawn } from "node:child_process";
import { EngineError, type ErrorCode, errorTable, type ServerStatus } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printSafe } from "../print.ts";
import { withGateway } from "../with-gateway.ts";

export interface LoginOptions extends GlobalOptions {
  readonly scope?: string;
  readonly timeout?: number;
  readonly browser?: boolean;
}

interface LoginLine {
  readonly authorizeUrl?: string;
  readonly server?: ServerStatus;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The gateway waits for the browser's answer, so it must run on the machine where the page is opened. */
export async function login(server: string, options: LoginOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const abort = new AbortController();
    // Whoever gives up here must not leave the gateway waiting.
    process.once("SIGINT", () => abort.abort());
    const request = {
      ...(options.scope === undefined ? {} : { scope: options.scope }),
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    };
    const path = `/api/servers/${encodeURIComponent(server)}/login`;
    let end: LoginLine = {};
    for await (const line of untilAborted(client.lines(path, request, abort.signal), abort.signal, server)) {
      end = line as LoginLine;
      if (end.authorizeUrl === undefined) continue;
      // On stderr also with --json: a program that drives this shows it to a person all the same.
      process.stderr.write(
        `Open this page in a browser on this machine and log in:\n\n  ${printSafe(end.authorizeUrl)}\n\n`,
      );
      if (options.browser === true) openPage(end.authorizeUrl);
    }
    if (end.error !== undefined) throw new EngineError(toCode(end.error.code), end.error.message);
    if (end.server === undefined) {
      throw new EngineError(
        "upstream_unavailable",
        `Cannot log in to server "${server}": the gateway went away meanwhile`,
      );
    }
    const status = end.server;
    output.result({ server: status }, () =>
      status.state === "connected"
        ? `Logged in to ${server}: ${status.tools} tools`
        : `Logged in to ${server}, but it is not connected: ${printSafe(status.reason ?? status.state)}`,
    );
    return EXIT_OK;
  });
}

export async function logout(server: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const answer = await output.progress(
      "logging out",
      client.post(`/api/servers/${encodeURIComponent(server)}/logout`, {}),
    );
    const { hadLogin } = answer as { readonly hadLogin: boolean };
    output.result({ hadLogin }, () => (hadLogin ? `Logged out of ${server}` : `There was no login of ${server}`));
    return EXIT_OK;
  });
}

async function* untilAborted(
  lines: AsyncIterable<unknown>,
  signal: AbortSignal,
  server: string,
): AsyncGenerator<unknown> {
  try {
    yield* lines;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new EngineError("cancelled", `Cannot log in to server "${server}": the login was given up`);
  }
}

function toCode(code: string): ErrorCode {
  return Object.hasOwn(errorTable, code) ? (code as ErrorCode) : "internal";
}

/** Without a shell, since part of the address comes from elsewhere. Where nothing can open it, it is printed anyway. */
function openPage(url: string): void {
  const opener: Readonly<Record<string, readonly string[]>> = {
    darwin: ["open"],
    win32: ["rundll32", "url.dll,FileProtocolHandler"],
  };
  const [command = "xdg-open", ...args] = opener[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
