import { type Client, ProtocolError } from "@modelcontextprotocol/client";
import type { AskClient, JsonObject, QuestionAnswer, ServerQuestion } from "@sluice/contracts";
import { cleanText } from "./clean-text.ts";

const MAX_MESSAGE = 4_000;
/** What the specification has for a model's message that somebody refused. */
const REFUSED_SAMPLING = -1;

/**
 * What a server before 2026-07-28 asks: on the connection, without a word which call it is about. Where several are under
 * way nobody knows whose client is meant, so it is refused.
 */
export class ServerQuestions {
  readonly #underWay = new Set<{ readonly onAsk: AskClient | undefined }>();

  async during<T>(onAsk: AskClient | undefined, work: () => Promise<T>): Promise<T> {
    const call = { onAsk };
    this.#underWay.add(call);
    try {
      return await work();
    } finally {
      this.#underWay.delete(call);
    }
  }

  async ask(question: ServerQuestion, signal: AbortSignal): Promise<QuestionAnswer> {
    const [only, second] = this.#underWay;
    return second === undefined && only?.onAsk !== undefined ? only.onAsk(question, signal) : declined;
  }
}

export const declined: QuestionAnswer = { action: "decline" };

export function refusedSampling(): ProtocolError {
  return new ProtocolError(REFUSED_SAMPLING, "The client does not let the server ask its model");
}

/** Registers what answers a server's own requests on the connection. */
export function passOnQuestions(client: Client, questions: ServerQuestions, offersSampling: boolean): void {
  const ask = async (method: string, params: unknown, signal: AbortSignal): Promise<QuestionAnswer> => {
    const question = toQuestion(method, params);
    return question === undefined ? declined : questions.ask(question, signal);
  };
  client.setRequestHandler("elicitation/create", async ({ method, params }, { mcpReq }) => {
    const answer = await ask(method, params, mcpReq.signal);
    if (answer.action !== "accept") return answer;
    return { action: "accept", content: answer.content as Record<string, string> };
  });
  if (!offersSampling) return;
  client.setRequestHandler("sampling/createMessage", async ({ method, params }, { mcpReq }) => {
    const answer = await ask(method, params, mcpReq.signal);
    if (answer.action === "accept") return answer.content as never;
    throw refusedSampling();
  });
}

/** Undefined for what we do not pass on: pages that a person is to open, and methods we do not know. */
export function toQuestion(method: unknown, params: unknown): ServerQuestion | undefined {
  const fields = (typeof params === "object" && params !== null ? params : {}) as JsonObject;
  if (method === "sampling/createMessage") return { kind: "sampling", params: fields };
  if (method !== "elicitation/create" || fields.mode === "url") return undefined;
  const { message = "", requestedSchema } = fields;
  const schema = (typeof requestedSchema === "object" && requestedSchema !== null ? requestedSchema : {}) as JsonObject;
  return { kind: "elicitation", message: cleanText(String(message), MAX_MESSAGE).text, schema };
}
