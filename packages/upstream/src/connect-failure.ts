import { isEngineError } from "@sluice/contracts";
import { isAuthError, toAuthReason } from "./call-failure.ts";
import { cleanLine } from "./clean-text.ts";
import type { Connection } from "./connection.ts";
import { ConnectError } from "./open-connection.ts";
import type { ResolvedServer } from "./options.ts";

/** Why a server is not connected. */
export interface ConnectFailure {
  /** Fit for an agent. */
  readonly message: string;
  /** With what the server itself said. */
  readonly diagnosis: string | undefined;
  readonly isPermanent: boolean;
  readonly code: "upstream_unavailable" | "upstream_auth";
}

export function toConnectFailure(
  error: unknown,
  connection: Connection | undefined,
  signal: AbortSignal,
  server: ResolvedServer,
): ConnectFailure {
  const other = { diagnosis: connection?.diagnosis, isPermanent: false, code: "upstream_unavailable" } as const;
  if (error instanceof ConnectError) {
    const { message, diagnosis, isPermanent, problem } = error;
    return { message, diagnosis, isPermanent, code: problem === "auth" ? "upstream_auth" : other.code };
  }
  if (signal.aborted) return { ...other, message: `no tool list within ${server.connectTimeoutMs} ms` };
  if (isEngineError(error) && error.code === "upstream_auth") {
    return { ...other, message: String(error.details.reason), isPermanent: true, code: error.code };
  }
  if (isAuthError(error)) {
    return { ...other, message: toAuthReason(error, server), isPermanent: true, code: "upstream_auth" };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { ...other, message: connection?.endReason ?? `it cannot list its tools: ${cleanLine(text, 200)}` };
}
