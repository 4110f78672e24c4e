import { SSEClientTransport, type Transport } from "@modelcontextprotocol/client";
import { createBoundedFetch } from "./bounded-fetch.ts";
import { createChildEnvironment } from "./child-environment.ts";
import { hideSecrets } from "./clean-text.ts";
import { HttpTransport } from "./http-transport.ts";
import type { HttpServerSettings, ResolvedOptions, ResolvedServer, StdioServerSettings } from "./options.ts";
import type { Reaper } from "./reaper.ts";
import { StdioTransport } from "./stdio-transport.ts";

export interface OpenedTransport {
  readonly transport: Transport;
  /** Why it ended, for the agent: nothing the server wrote, no paths. */
  readonly endReason: () => string | undefined;
  /** Why it ended or what is odd, for the admin. */
  readonly diagnosis: () => string | undefined;
  /** Says goodbye where the protocol has a word for it. */
  readonly leave: () => Promise<void>;
}

/** `sse` is the HTTP transport of 2024-11-05, which some servers still have alone. */
export type TransportVariant = "current" | "sse";

export function openTransport(
  server: ResolvedServer,
  variant: TransportVariant,
  options: ResolvedOptions,
  reaper: Reaper,
  onStreamLost: () => void,
): OpenedTransport {
  const { settings } = server;
  return "url" in settings
    ? openHttp(server, settings, variant, options, onStreamLost)
    : openStdio(server, settings, options, reaper);
}

function openStdio(
  server: ResolvedServer,
  settings: StdioServerSettings,
  options: ResolvedOptions,
  reaper: Reaper,
): OpenedTransport {
  const transport = new StdioTransport({
    command: {
      command: settings.command,
      args: settings.args ?? [],
      env: createChildEnvironment(options.hostEnv, settings.env),
      cwd: settings.cwd,
    },
    reaper,
    maxMessageBytes: options.limits.maxMessageBytes,
    closeGraceMs: options.closeGraceMs,
    onStderr: (text) => options.onServerLog?.({ server: server.name, text: hideSecrets(text, server.secrets) }),
  });
  return {
    transport,
    endReason: () => transport.endReason,
    diagnosis: () => transport.diagnosis,
    leave: async () => {},
  };
}

function openHttp(
  server: ResolvedServer,
  settings: HttpServerSettings,
  variant: TransportVariant,
  options: ResolvedOptions,
  onStreamLost: () => void,
): OpenedTransport {
  const url = new URL(settings.url);
  const authProvider = options.authProvider?.(server.name) ?? server.login;
  const common = {
    requestInit: { headers: { ...settings.headers } },
    fetch: createBoundedFetch(options.limits.maxMessageBytes),
    redirectPolicy: "same-origin",
    ...(authProvider === undefined ? {} : { authProvider }),
  } as const;
  const quiet = { endReason: () => undefined, diagnosis: () => undefined };
  if (variant === "sse") return { ...quiet, transport: new SSEClientTransport(url, common), leave: async () => {} };
  const transport = new HttpTransport(url, { ...common, onStreamLost });
  return {
    ...quiet,
    transport,
    leave: async () => {
      if (transport.sessionId !== undefined) await transport.terminateSession();
    },
  };
}
