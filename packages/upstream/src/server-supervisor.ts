import {
  EngineError,
  type ServerState,
  type ServerStatus,
  type ToolEntry,
  type UpstreamChange,
} from "@sluice/contracts";
import { toBackoffMs } from "./backoff.ts";
import { cleanLine, hideSecrets } from "./clean-text.ts";
import { type ConnectFailure, toConnectFailure } from "./connect-failure.ts";
import type { Connection } from "./connection.ts";
import { type FullList, listAll } from "./offers/list-all.ts";
import { type ConnectionHint, noHint, openConnection } from "./open-connection.ts";
import type { ResolvedOptions, ResolvedServer } from "./options.ts";
import type { Reaper } from "./reaper.ts";
import type { ServerQuestions } from "./server-questions.ts";
import { ToolRefresh } from "./tool-refresh.ts";

/** A restart this near is worth waiting for. */
const SHORT_WAIT_MS = 1_000;
const PERMANENT_RETRY_MS = 5_000;

export interface SupervisorContext {
  readonly options: ResolvedOptions;
  readonly reaper: Reaper;
  readonly emit: (change: UpstreamChange) => void;
  readonly questions: ServerQuestions;
}

export interface LiveServer {
  readonly connection: Connection;
  readonly tools: ReadonlyMap<string, ToolEntry>;
  /** Those among the tools that we made for resources and prompts. */
  readonly offers: ReadonlySet<string>;
}

/** Keeps one server connected: at most one attempt at a time, longer pauses after each failure in a row. */
export class ServerSupervisor {
  readonly #server: ResolvedServer;
  readonly #context: SupervisorContext;
  readonly #abort = new AbortController();
  #state: ServerState = "idle";
  #live: LiveServer | undefined;
  #attempt: Promise<LiveServer> | undefined;
  /** The process before: two at once could fight over a file. */
  #leaving: Promise<void> = Promise.resolve();
  #refresh: ToolRefresh | undefined;
  #hint: ConnectionHint = noHint;
  #era: string | undefined;
  #reason: string | undefined;
  #publicReason = "it is not connected";
  #isPermanent = false;
  #failureCode: ConnectFailure["code"] = "upstream_unavailable";
  #warnings: readonly string[] = [];
  #toolCount = 0;
  #failures = 0;
  #connects = 0;
  #connectedAtMs = 0;
  #retryAtMs = 0;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(server: ResolvedServer, context: SupervisorContext) {
    this.#server = server;
    this.#context = context;
  }

  status(): ServerStatus {
    const retryInMs = Math.max(0, this.#retryAtMs - Date.now());
    return {
      server: this.#server.name,
      state: this.#state,
      transport: this.#server.transport,
      ...(this.#era === undefined ? {} : { era: this.#era }),
      tools: this.#toolCount,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(this.#state === "failed" || this.#state === "backoff" ? { failure: this.#failureCode } : {}),
      warnings: this.#warnings,
      restarts: Math.max(0, this.#connects - 1),
      ...(this.#state === "backoff" ? { retryInMs } : {}),
    };
  }

  /** @throws EngineError `upstream_unavailable`, `upstream_auth`; the signal's reason where it fires first */
  async connect(signal: AbortSignal): Promise<LiveServer> {
    signal.throwIfAborted();
    for (;;) {
      if (this.#live !== undefined) return this.#live;
      if (this.#attempt !== undefined) return raceAbort(this.#attempt, signal);
      if (this.#state === "closed") throw this.#unavailable();
      const waitMs = this.#retryAtMs - Date.now();
      if (waitMs > SHORT_WAIT_MS) throw this.#unavailable();
      if (waitMs <= 0) this.#attempt = this.#start();
      else await this.#pause(waitMs, signal);
    }
  }

  /** For eager servers: the outcome shows in the status. */
  connectInBackground(): void {
    this.connect(this.#abort.signal).catch(() => {});
  }

  /** A call found that the session is gone though the wire is there. */
  drop(connection: Connection, reason: string, code: ConnectFailure["code"] = "upstream_unavailable"): void {
    if (this.#live?.connection === connection) this.#onLost(connection, reason, code);
  }

  /** Begins anew at once, as after a login: what failed before says nothing any more. */
  async reconnect(signal: AbortSignal): Promise<void> {
    await this.#attempt?.catch(() => {});
    if (this.#state === "closed") throw this.#unavailable();
    const live = this.#live;
    this.#live = undefined;
    this.#refresh?.stop();
    clearTimeout(this.#retryTimer);
    if (live !== undefined) this.#leaving = live.connection.close();
    this.#failures = 0;
    this.#retryAtMs = 0;
    this.#reason = undefined;
    this.#state = "idle";
    await this.connect(signal);
  }

  async close(): Promise<void> {
    this.#state = "closed";
    this.#reason = undefined;
    this.#publicReason = "the gateway is closing";
    this.#isPermanent = true;
    clearTimeout(this.#retryTimer);
    this.#abort.abort(this.#unavailable());
    this.#refresh?.stop();
    const live = this.#live;
    this.#live = undefined;
    await Promise.all([this.#leaving, live?.connection.close(), this.#attempt?.catch(() => {})]);
  }

  async #pause(waitMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    await raceAbort(promise, AbortSignal.any([signal, this.#abort.signal])).finally(() => clearTimeout(timer));
  }

  async #start(): Promise<LiveServer> {
    clearTimeout(this.#retryTimer);
    this.#state = "connecting";
    const startedMs = performance.now();
    const { connectTimeoutMs } = this.#server;
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(connectTimeoutMs)]);
    let connection: Connection | undefined;
    try {
      await this.#leaving;
      const refresh = new ToolRefresh(() => this.#reload());
      const attempt = {
        server: this.#server,
        options: this.#context.options,
        reaper: this.#context.reaper,
        questions: this.#context.questions,
        onToolsChanged: () => refresh.notice(),
        onLost: (lost: Connection) => this.#onLost(lost, lost.endReason ?? "the connection was lost"),
      };
      const opened = await openConnection(attempt, this.#hint, signal);
      connection = opened.connection;
      const list = await listAll(connection, this.#server, signal);
      signal.throwIfAborted();
      this.#hint = opened.hint;
      this.#refresh = refresh;
      this.#era = connection.era;
      this.#connects += 1;
      this.#connectedAtMs = Date.now();
      this.#state = "connected";
      this.#reason = undefined;
      this.#retryAtMs = 0;
      this.#context.emit({
        kind: "connected",
        server: connection.entry,
        era: connection.era,
        tools: list.tools.length,
        durationMs: Math.round(performance.now() - startedMs),
      });
      return this.#adopt(connection, list);
    } catch (error) {
      const failure = toConnectFailure(error, connection, signal, this.#server);
      await connection?.close();
      this.#onFailure(failure);
      throw this.#unavailable(error);
    } finally {
      this.#attempt = undefined;
    }
  }

  #adopt(connection: Connection, { tools, offers, warnings }: FullList): LiveServer {
    const live = { connection, offers, tools: new Map(tools.map((tool) => [tool.name, tool])) };
    this.#live = live;
    this.#toolCount = tools.length;
    this.#warnings = warnings;
    this.#context.emit({ kind: "tools", server: connection.entry, tools, warnings });
    return live;
  }

  async #reload(): Promise<void> {
    const live = this.#live;
    if (live === undefined) return;
    try {
      const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(this.#server.connectTimeoutMs)]);
      const list = await listAll(live.connection, this.#server, signal);
      if (this.#live !== live) return;
      if (isSame(live.tools, list.tools)) this.#warnings = list.warnings;
      else this.#adopt(live.connection, list);
    } catch {
      if (this.#live !== live) return;
      const warning = "its tools changed, but the new list could not be read: the old one stays";
      if (!this.#warnings.includes(warning)) this.#warnings = [...this.#warnings, warning];
    }
  }

  #onLost(connection: Connection, message: string, code: ConnectFailure["code"] = "upstream_unavailable"): void {
    if (this.#live?.connection !== connection || this.#state === "closed") return;
    this.#live = undefined;
    this.#refresh?.stop();
    if (Date.now() - this.#connectedAtMs >= this.#context.options.backoff.stableMs) this.#failures = 0;
    const diagnosis = connection.diagnosis;
    this.#leaving = connection.close();
    this.#onFailure({ message, diagnosis, isPermanent: code === "upstream_auth", code });
  }

  #onFailure({ message: reason, diagnosis, isPermanent, code }: ConnectFailure): void {
    if (this.#abort.signal.aborted) return;
    this.#failures += 1;
    this.#publicReason = reason;
    this.#isPermanent = isPermanent;
    this.#failureCode = code;
    const { backoff } = this.#context.options;
    const isGivenUp = isPermanent || this.#failures > backoff.maxAttempts;
    const delayMs = isPermanent ? PERMANENT_RETRY_MS : toBackoffMs(this.#failures, backoff);
    this.#state = isGivenUp ? "failed" : "backoff";
    this.#retryAtMs = Date.now() + delayMs;
    const details = diagnosis === undefined || diagnosis === reason ? reason : `${reason} (${diagnosis})`;
    const safe = cleanLine(hideSecrets(details, this.#server.secrets), 600);
    this.#reason =
      isGivenUp && !isPermanent ? `${safe}; ${this.#failures} failures in a row, waits for the next call` : safe;
    this.#context.emit({
      kind: "disconnected",
      server: this.#server.name,
      reason: this.#reason,
      ...(isGivenUp ? {} : { retryInMs: delayMs }),
    });
    if (isGivenUp) return;
    this.#retryTimer = setTimeout(() => this.connectInBackground(), delayMs);
    this.#retryTimer.unref();
  }

  #unavailable(cause?: unknown): EngineError {
    const waitMs = Math.max(0, this.#retryAtMs - Date.now());
    const isScheduled = this.#state === "backoff" && waitMs > 0;
    const advice = isScheduled ? `, next attempt in ${Math.ceil(waitMs / 1000)} s` : "";
    const { name } = this.#server;
    const code = this.#state === "closed" ? "upstream_unavailable" : this.#failureCode;
    return new EngineError(code, `Cannot reach server "${name}": ${this.#publicReason}${advice}`, {
      cause,
      details: { server: name, ...(isScheduled ? { retryInMs: waitMs } : {}), isPermanent: this.#isPermanent },
    });
  }
}

function isSame(before: ReadonlyMap<string, ToolEntry>, after: readonly ToolEntry[]): boolean {
  return before.size === after.length && after.every((tool) => before.get(tool.name)?.digest === tool.digest);
}

function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
