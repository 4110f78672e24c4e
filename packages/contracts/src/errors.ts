export type Fault = "caller" | "guest" | "upstream" | "engine";

export interface ErrorTraits {
  readonly retryable: boolean;
  readonly fault: Fault;
  readonly httpStatus: number;
  readonly exitCode: number;
  /** Whether the agent may read the message; else it gets the code alone. */
  readonly isPublic: boolean;
}

const traits = (
  fault: Fault,
  httpStatus: number,
  exitCode: number,
  options: { retryable?: boolean; isPublic?: boolean } = {},
): ErrorTraits => ({
  fault,
  httpStatus,
  exitCode,
  retryable: options.retryable ?? false,
  isPublic: options.isPublic ?? true,
});

/** Every code that leaves this process. Exit codes are documented in docs/CLI.md. */
export const errorTable = {
  bad_input: traits("caller", 400, 2),
  bad_config: traits("caller", 500, 2),
  bad_policy: traits("caller", 500, 2),
  unauthenticated: traits("caller", 401, 4),
  denied: traits("caller", 403, 4),
  not_found: traits("caller", 404, 3),
  unknown_tool: traits("guest", 404, 3),
  unknown_server: traits("guest", 404, 3),
  unknown_token: traits("guest", 400, 1),
  invalid_arguments: traits("guest", 400, 1),
  invalid_code: traits("guest", 422, 1),
  type_error: traits("guest", 422, 1),
  guest_error: traits("guest", 422, 1),
  unserializable: traits("guest", 422, 1),
  limit_exceeded: traits("guest", 422, 5),
  timeout: traits("guest", 504, 5, { retryable: true }),
  cancelled: traits("caller", 499, 6),
  rejected: traits("caller", 403, 4),
  expired: traits("caller", 410, 4),
  conflict: traits("caller", 409, 1),
  replay_diverged: traits("guest", 409, 1),
  pii_blocked: traits("guest", 403, 4),
  upstream_failed: traits("upstream", 502, 1, { retryable: true }),
  upstream_unavailable: traits("upstream", 503, 1, { retryable: true }),
  upstream_auth: traits("upstream", 502, 4),
  tool_failed: traits("upstream", 502, 1),
  rate_limited: traits("caller", 429, 7, { retryable: true }),
  overloaded: traits("engine", 503, 7, { retryable: true }),
  sandbox_unavailable: traits("engine", 503, 8, { retryable: true }),
  isolation_unavailable: traits("engine", 503, 8),
  sandbox_crashed: traits("guest", 500, 1, { retryable: true }),
  protocol_violation: traits("guest", 500, 1),
  storage_failed: traits("engine", 500, 8, { retryable: true }),
  port_in_use: traits("caller", 500, 8),
  internal: traits("engine", 500, 70, { isPublic: false }),
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorTable;

export interface EngineErrorOptions extends ErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What we could not do. Expected outcomes (a tool failed, a call was denied) are values instead. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  /** Message form: Cannot *action* "subject": *what is*, *what would do*. No personal data, secret or host path. */
  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
  }

  get traits(): ErrorTraits {
    return errorTable[this.code];
  }
}

export function isEngineError(error: unknown): error is EngineError {
  return error instanceof EngineError;
}

/** What may be shown of any thrown thing: engine errors keep their words, everything else becomes `internal`. */
export function toPublicError(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  if (isEngineError(error) && error.traits.isPublic) return { code: error.code, message: error.message };
  return { code: isEngineError(error) ? error.code : "internal", message: "The engine failed; its log has the reason" };
}
