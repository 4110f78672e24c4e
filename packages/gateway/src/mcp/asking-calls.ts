import { randomUUID } from "node:crypto";
import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequest,
  type InputRequiredResult,
  type InputResponses,
  inputRequired,
  inputResponse,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { JsonObject, QuestionAnswer } from "@sluice/contracts";
import type { RunHooks } from "@sluice/engine";
import type { SurfaceResult } from "./call-surface.ts";

const STATE_PREFIX = "ask:";
/** A client that was asked and does not come back for so long: the call ends without its answer. */
const FORGOTTEN_MS = 15 * 60_000;

type Question = Parameters<NonNullable<RunHooks["onAsk"]>>[0];

export function isQuestion(result: SurfaceResult | InputRequiredResult): result is InputRequiredResult {
  return "resultType" in result;
}

/** What the client can be asked, of what servers may want to know. */
export interface ClientOffers {
  readonly elicitation: boolean;
  readonly sampling: boolean;
  /** Whether its request stays open while it is asked, as in the old era: then its end is the call's at any time. */
  readonly isHeld: boolean;
}

export function readOffers(server: Server, context: ServerContext): ClientOffers {
  const envelope = context.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  type Capabilities = { readonly elicitation?: unknown; readonly sampling?: unknown } | undefined;
  const own = envelope?.[CLIENT_CAPABILITIES_META_KEY] as Capabilities;
  const { elicitation, sampling } = own ?? server.getClientCapabilities() ?? {};
  return { elicitation: elicitation !== undefined, sampling: sampling !== undefined, isHeld: envelope === undefined };
}

/**
 * Calls of the five tools in which a server wants to know something of the client. The call goes on here while the client is
 * asked, in as many rounds as it takes; each round ends with the result or with the questions that came up.
 */
export class AskingCalls {
  readonly #open = new Map<string, AskingCall>();

  /** The first round. */
  async begin(
    principal: string,
    offers: ClientOffers,
    signal: AbortSignal,
    call: (hooks: Pick<RunHooks, "onAsk" | "signal">) => Promise<SurfaceResult>,
  ): Promise<SurfaceResult | InputRequiredResult> {
    if (!offers.elicitation && !offers.sampling) return call({ signal });
    const id = randomUUID();
    const asking = new AskingCall(principal, offers, call);
    return this.#round(id, asking, signal);
  }

  /** A later round; undefined where the request is a first one. */
  async goOn(
    principal: string,
    state: unknown,
    responses: InputResponses | undefined,
    signal: AbortSignal,
  ): Promise<SurfaceResult | InputRequiredResult | undefined> {
    if (typeof state !== "string" || !state.startsWith(STATE_PREFIX)) return undefined;
    const id = state.slice(STATE_PREFIX.length);
    const asking = this.#open.get(id);
    // The state came through the client: whose call it is decides, not who has the words.
    if (asking === undefined || asking.principal !== principal) return notOpen;
    asking.answer(responses ?? {});
    return this.#round(id, asking, signal);
  }

  async #round(id: string, asking: AskingCall, signal: AbortSignal): Promise<SurfaceResult | InputRequiredResult> {
    // Taken out while it is in a round: nobody answers twice.
    this.#open.delete(id);
    const end = await asking.next(signal);
    if (!("requests" in end)) return end;
    this.#open.set(id, asking);
    asking.forgetIn(FORGOTTEN_MS, () => this.#open.delete(id));
    return inputRequired({ inputRequests: end.requests, requestState: STATE_PREFIX + id });
  }
}

interface Asked {
  readonly question: Question;
  readonly resolve: (answer: QuestionAnswer) => void;
}

/** One such call, from its first round to its result. */
class AskingCall {
  readonly principal: string;
  readonly #isHeld: boolean;
  readonly #result: Promise<SurfaceResult>;
  readonly #abort = new AbortController();
  readonly #asked = new Map<string, Asked>();
  #count = 0;
  #forgetting: NodeJS.Timeout | undefined;
  #onAsked: () => void = () => undefined;

  constructor(
    principal: string,
    offers: ClientOffers,
    call: (hooks: Pick<RunHooks, "onAsk" | "signal">) => Promise<SurfaceResult>,
  ) {
    this.principal = principal;
    this.#isHeld = offers.isHeld;
    this.#result = call({
      signal: this.#abort.signal,
      onAsk: (question, signal) =>
        offers[question.kind] ? this.#ask(question, signal) : Promise.resolve({ action: "decline" }),
    });
  }

  answer(responses: InputResponses): void {
    for (const [key, { question, resolve }] of [...this.#asked]) {
      const answer = toAnswer(question, responses, key);
      if (answer === undefined) continue;
      this.#asked.delete(key);
      resolve(answer);
    }
  }

  /** Unless another round begins, the call is over then. */
  forgetIn(afterMs: number, onForgotten: () => void): void {
    this.#forgetting = setTimeout(() => {
      onForgotten();
      this.#abort.abort();
    }, afterMs);
    this.#forgetting.unref();
  }

  /** Until the result is there or something is asked. A client that goes away in this round, or holds on, ends the call. */
  async next(signal: AbortSignal): Promise<SurfaceResult | { readonly requests: Record<string, InputRequest> }> {
    clearTimeout(this.#forgetting);
    const onAbort = (): void => this.#abort.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      const { promise: asked, resolve } = Promise.withResolvers<undefined>();
      this.#onAsked = () => resolve(undefined);
      if (this.#asked.size > 0) resolve(undefined);
      const result = await Promise.race([this.#result, asked]);
      if (result !== undefined) return result;
      return {
        requests: Object.fromEntries([...this.#asked].map(([key, { question }]) => [key, toRequest(question)])),
      };
    } finally {
      if (!this.#isHeld) signal.removeEventListener("abort", onAbort);
    }
  }

  #ask(question: Question, signal: AbortSignal): Promise<QuestionAnswer> {
    const key = `q${++this.#count}`;
    return new Promise((resolve) => {
      const onAbort = (): void => {
        this.#asked.delete(key);
        resolve({ action: "cancel" });
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#asked.set(key, { question, resolve });
      // Others that are asked in the same moment travel in the same round.
      setImmediate(() => this.#onAsked());
    });
  }
}

function toRequest(question: Question): InputRequest {
  if (question.kind === "sampling") return inputRequired.createMessage(question.params as never);
  const message = `${question.server}.${question.tool} asks: ${question.message}`;
  return inputRequired.elicit({ message, requestedSchema: question.schema as never });
}

/** Undefined: not answered in this round. */
function toAnswer(question: Question, responses: InputResponses, key: string): QuestionAnswer | undefined {
  const response = inputResponse(responses, key);
  if (question.kind === "sampling") {
    return response.kind === "sampling"
      ? { action: "accept", content: response.result as unknown as JsonObject }
      : undefined;
  }
  if (response.kind !== "elicit") return undefined;
  if (response.action !== "accept") return { action: response.action };
  return { action: "accept", content: (response.content ?? {}) as JsonObject };
}

const notOpen: SurfaceResult = {
  content: [{ type: "text", text: "not_found: Cannot take the answer: nobody waits for it any more" }],
  structuredContent: {
    success: false,
    error: { code: "not_found", message: "Cannot take the answer: nobody waits for it any more" },
  },
  isError: true,
};
