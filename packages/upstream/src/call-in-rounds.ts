import { setTimeout as sleep } from "node:timers/promises";
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";
import type { AskClient } from "@sluice/contracts";
import { declined, refusedSampling, toQuestion } from "./server-questions.ts";

const MAX_ROUNDS = 20;
/** A server that only wants the same request again is not asked at once. */
const PAUSE_MS = 250;

interface InputRequired {
  readonly inputRequests?: Readonly<Record<string, { readonly method?: unknown; readonly params?: unknown }>>;
  readonly requestState?: string;
}

export interface NextRound {
  readonly inputResponses?: Readonly<Record<string, unknown>>;
  readonly requestState?: string;
}

/**
 * A call of 2026-07-28, in which the server may want to know something before it answers. Done here and not by the SDK,
 * because here it is known whose call it is.
 */
export async function callInRounds(
  send: (next: NextRound) => Promise<unknown>,
  onAsk: AskClient | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  let next: NextRound = {};
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const raw = await send(next);
    if (!isInputRequired(raw)) return raw;
    const { inputRequests = {}, requestState } = raw;
    const answers = await Promise.all(
      Object.entries(inputRequests).map(async ([key, { method, params }]) => [
        key,
        await answer(method, params, onAsk, signal),
      ]),
    );
    if (answers.length === 0) await sleep(PAUSE_MS, undefined, { signal });
    next = {
      ...(answers.length === 0 ? {} : { inputResponses: Object.fromEntries(answers) }),
      ...(requestState === undefined ? {} : { requestState }),
    };
  }
  throw new ProtocolError(ProtocolErrorCode.InternalError, `The server asked ${MAX_ROUNDS} times and did not answer`);
}

async function answer(
  method: unknown,
  params: unknown,
  onAsk: AskClient | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  if (method === "roots/list") return { roots: [] };
  const question = toQuestion(method, params);
  const given = question === undefined || onAsk === undefined ? declined : await onAsk(question, signal);
  if (question?.kind !== "sampling") return given;
  if (given.action === "accept") return given.content;
  throw refusedSampling();
}

function isInputRequired(raw: unknown): raw is InputRequired {
  return typeof raw === "object" && raw !== null && (raw as { resultType?: unknown }).resultType === "input_required";
}
