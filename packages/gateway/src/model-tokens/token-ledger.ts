import type { Catalog, EventBus, Json, ModelTokens, RunStore } from "@sluice/contracts";
import { addModelTokens, type EndedRun, type Log, type TokenBook } from "@sluice/engine";
import { surfaceDefinitions } from "../mcp/tool-definitions.ts";
import { DefinitionTokens } from "./definition-tokens.ts";
import { TokenCounter } from "./token-counter.ts";

/** Where nothing of a run's calls was counted, a token is four characters. */
const CHARACTERS_PER_TOKEN = 4;
const MAX_WAIT_MS = 2_000;
/** Runs that come one upon the other are counted when no more come: until then the processor is theirs. */
const QUIET_MS = 300;
/** With more runs than that to count, new ones are left out: counting must not outgrow the work. */
const MAX_PENDING = 1_000;

export interface TokenLedgerParts {
  readonly catalog: Catalog;
  readonly events: EventBus;
  readonly runs: RunStore;
  readonly log: Log;
}

/**
 * What runs cost the model, against what the same calls would have cost it directly. Counted after the answer left,
 * in another process; only numbers are kept.
 */
export class TokenLedger implements TokenBook {
  readonly #parts: TokenLedgerParts;
  readonly #counter = new TokenCounter();
  readonly #definitions: DefinitionTokens;
  readonly #pending = new Map<string, Promise<void>>();
  #own: Promise<number> | undefined;
  #totals: ModelTokens | undefined;
  #quiet: PromiseWithResolvers<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TokenLedgerParts) {
    this.#parts = parts;
    this.#definitions = new DefinitionTokens(parts.catalog, parts.events, this.#counter);
  }

  /** Since this gateway started. */
  get totals(): ModelTokens | undefined {
    return this.#totals;
  }

  record(run: EndedRun): void {
    if (this.#pending.size >= MAX_PENDING) return;
    const before = this.#pending.get(run.runId) ?? this.#untilQuiet();
    const counting = before.then(() => this.#count(run));
    const done = counting.catch((error: unknown) =>
      this.#parts.log.warn("cannot count the model tokens of a run", { runId: run.runId, error: String(error) }),
    );
    const tidy = done.then(() => {
      if (this.#pending.get(run.runId) === tidy) this.#pending.delete(run.runId);
    });
    this.#pending.set(run.runId, tidy);
  }

  async settled(runId?: string): Promise<void> {
    this.#begin();
    const pending = runId === undefined ? [...this.#pending.values()] : [this.#pending.get(runId)];
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    await Promise.race([Promise.all(pending), promise]);
    clearTimeout(timer);
  }

  #untilQuiet(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), QUIET_MS);
    this.#quiet ??= Promise.withResolvers<void>();
    return this.#quiet.promise;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#quiet?.resolve();
    this.#quiet = undefined;
  }

  async close(): Promise<void> {
    this.#definitions.close();
    await this.settled();
    await this.#counter.close();
  }

  async #count({ runId, policy, traffic, answer }: EndedRun): Promise<void> {
    const { request, calls, beyond } = traffic;
    const texts = [...calls, answer, ...(request === undefined ? [] : [request])].map(toText);
    const [counts, definitions, own] = await Promise.all([
      this.#counter.count(texts),
      this.#definitions.of(policy),
      this.#ownDefinitions(),
    ]);
    const counted = counts.slice(0, calls.length);
    const callTokens = counted.reduce((sum, count) => sum + count, 0);
    const length = texts.slice(0, calls.length).reduce((sum, text) => sum + text.length, 0);
    const ratio = callTokens === 0 ? 1 / CHARACTERS_PER_TOKEN : callTokens / length;
    const [answered = 0, requested = 0] = counts.slice(calls.length);
    // A run that goes on after a wait: its stretches add up, the definitions were there once.
    const earlier = request === undefined ? (await this.#parts.runs.get(runId))?.modelTokens : undefined;
    const isFirst = earlier === undefined;
    const now = toModelTokens({
      definitions: isFirst ? definitions : 0,
      calls: callTokens + Math.round(beyond * ratio),
      own: isFirst ? own : 0,
      request: requested,
      answer: answered,
      isEstimated: beyond > 0,
    });
    await this.#parts.runs.update(runId, { modelTokens: isFirst ? now : addModelTokens(earlier, now) });
    this.#totals = this.#totals === undefined ? now : addModelTokens(this.#totals, now);
  }

  #ownDefinitions(): Promise<number> {
    this.#own ??= this.#counter.count([JSON.stringify(surfaceDefinitions)]).then(([count = 0]) => count);
    this.#own.catch(() => {
      this.#own = undefined;
    });
    return this.#own;
  }
}

function toText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Counts {
  readonly definitions: number;
  readonly calls: number;
  readonly own: number;
  readonly request: number;
  readonly answer: number;
  readonly isEstimated: boolean;
}

function toModelTokens({ definitions, calls, own, request, answer, isEstimated }: Counts): ModelTokens {
  return {
    direct: { definitions, calls, total: definitions + calls },
    sluice: { definitions: own, request, answer, total: own + request + answer },
    ...(isEstimated ? { isEstimated } : {}),
  };
}
