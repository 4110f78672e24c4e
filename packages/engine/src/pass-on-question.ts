import {
  type AskClient,
  isJsonObject,
  type JsonObject,
  type QuestionAnswer,
  type ServerQuestion,
  type ToolEntry,
} from "@sluice/contracts";
import { evaluateFlow, mayAsk } from "@sluice/policy";
import type { RunContext } from "./run-context.ts";

const declined: QuestionAnswer = { action: "decline" };

/**
 * What the server of a tool may ask the run's client: the policy decides, what the server says is washed like a result,
 * and tokens in the answer become values only where a flow rule lets them go to that server.
 */
export function passOnQuestions(context: RunContext, entry: ToolEntry): AskClient | undefined {
  const { onAsk } = context.hooks;
  if (onAsk === undefined) return undefined;
  return async (question, signal) => {
    if (!mayAsk(context.policy, question.kind, entry.server, entry.name)) return declined;
    const washed = washQuestion(context, entry, question);
    if (washed === undefined) return declined;
    const answer = await onAsk({ ...washed, server: entry.server, tool: entry.name }, signal);
    return answer.action === "accept" ? resolveAnswer(context, entry, answer.content) : answer;
  };
}

function washQuestion(context: RunContext, entry: ToolEntry, question: ServerQuestion): ServerQuestion | undefined {
  const origin = { server: entry.server, tool: entry.name };
  const { blocked, value } = context.pii.wash(context.pii.ingest(question as unknown as JsonObject, origin));
  return blocked.length > 0 ? undefined : (value as unknown as ServerQuestion);
}

function resolveAnswer({ pii, policy }: RunContext, entry: ToolEntry, content: JsonObject): QuestionAnswer {
  const { value, unknown } = pii.resolve(content);
  if (unknown.length > 0 || !isJsonObject(value)) return declined;
  const mayGo = pii
    .inspect(value)
    .every(
      ({ type, origins }) =>
        origins.length === 0 || evaluateFlow(policy, { type, from: origins, to: entry.server }).decision === "allow",
    );
  return mayGo ? { action: "accept", content: pii.restore(value) } : declined;
}
