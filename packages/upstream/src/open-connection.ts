import { type PriorDiscovery, SdkHttpError } from "@modelcontextprotocol/client";
import { type EngineError, isEngineError } from "@sluice/contracts";
import { isAuthError, toAuthReason } from "./call-failure.ts";
import { cleanLine } from "./clean-text.ts";
import { Connection, type ConnectionRequest, toProbeMs } from "./connection.ts";
import type { TransportVariant } from "./open-transport.ts";
import type { ResolvedServer } from "./options.ts";

/** What is worth remembering for the next connection to the same server. */
export interface ConnectionHint {
  readonly variant: TransportVariant;
  readonly prior: PriorDiscovery | undefined;
}

export const noHint: ConnectionHint = { variant: "current", prior: undefined };
const oldHint: ConnectionHint = { variant: "current", prior: { kind: "legacy" } };

export type ConnectProblem = "missing" | "auth" | "ended" | "http" | "timeout" | "aborted" | "handshake";

/** Why an attempt failed; `diagnosis` has what the server itself said. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly problem: ConnectProblem;
  readonly diagnosis: string | undefined;

  constructor(problem: ConnectProblem, message: string, diagnosis: string | undefined, cause: unknown) {
    super(message, { cause });
    this.problem = problem;
    this.diagnosis = diagnosis;
  }

  /** Trying again would change nothing. */
  get isPermanent(): boolean {
    return this.problem === "missing" || this.problem === "auth";
  }
}

type Attempt = Omit<ConnectionRequest, "variant" | "prior">;

/**
 * The newest era first. Some old servers end when asked a question they do not know, and some have only the
 * HTTP transport of 2024: each gets a second attempt that suits it, and the hint saves the first one next time,
 * as it saves the wait for those that ignore the question.
 */
export async function openConnection(
  attempt: Attempt,
  hint: ConnectionHint,
  signal: AbortSignal,
): Promise<{ readonly connection: Connection; readonly hint: ConnectionHint }> {
  const startedMs = performance.now();
  try {
    const connection = await open(attempt, hint, signal);
    const isSilent = !connection.isModern && performance.now() - startedMs >= toProbeMs(attempt.server);
    return { connection, hint: isSilent ? oldHint : hint };
  } catch (error) {
    const second = toSecondHint(hint, error);
    if (second === undefined || signal.aborted) throw error;
    try {
      return { connection: await open(attempt, second, signal), hint: second };
    } catch (secondError) {
      // The old transport was only a guess; the first answer says more.
      throw second.variant === "sse" ? error : secondError;
    }
  }
}

async function open(attempt: Attempt, hint: ConnectionHint, signal: AbortSignal): Promise<Connection> {
  const connection = new Connection({ ...attempt, ...hint });
  try {
    await connection.open(signal);
    return connection;
  } catch (error) {
    const failure = toConnectError(error, connection, signal, attempt.server);
    await connection.close();
    throw failure;
  }
}

function toSecondHint(hint: ConnectionHint, error: unknown): ConnectionHint | undefined {
  if (!(error instanceof ConnectError) || hint !== noHint) return undefined;
  if (error.problem === "ended") return oldHint;
  const status = error.cause instanceof SdkHttpError ? error.cause.data.status : 0;
  return [400, 404, 405].includes(status) ? { variant: "sse", prior: { kind: "legacy" } } : undefined;
}

function toConnectError(
  error: unknown,
  connection: Connection,
  signal: AbortSignal,
  server: ResolvedServer,
): ConnectError {
  const { diagnosis, endReason } = connection;
  const engineError = findEngineError(error);
  const toError = (problem: ConnectProblem, message: string, details = diagnosis): ConnectError =>
    new ConnectError(problem, message, details, error);
  if (signal.aborted) {
    if (!isTimeout(signal.reason)) return toError("aborted", "the attempt was given up");
    return toError("timeout", `no handshake within ${server.connectTimeoutMs} ms`);
  }
  if (engineError?.code === "upstream_auth") return toError("auth", String(engineError.details.reason));
  if (engineError !== undefined) return toError("handshake", "its login cannot be used now", engineError.message);
  if (isAuthError(error)) return toError("auth", toAuthReason(error, server));
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT") return toError("missing", "its command or folder does not exist");
  if (code === "EACCES") return toError("missing", "its command may not be run");
  if (endReason !== undefined) return toError("ended", endReason);
  if (error instanceof SdkHttpError) return toError("http", `the server answered HTTP ${error.data.status}`);
  const text = error instanceof Error ? error.message : String(error);
  return toError("handshake", "the handshake failed", diagnosis ?? cleanLine(text, 300));
}

/** The SDK wraps some of what our part of a request throws. */
function findEngineError(error: unknown): EngineError | undefined {
  for (let inner = error, depth = 0; depth < 5 && inner instanceof Error; inner = inner.cause, depth += 1) {
    if (isEngineError(inner)) return inner;
  }
  return undefined;
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}
