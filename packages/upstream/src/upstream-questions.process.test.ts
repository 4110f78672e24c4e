import type { QuestionAnswer, ServerQuestion } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { startTestUpstream } from "./start-test-upstream.ts";

const options = { signal: new AbortController().signal, timeoutMs: 20_000 };
const paint = { server: "a", tool: "paint", args: {} };
const summarize = { server: "a", tool: "summarize", args: {} };

describe.each(["new", "old"])("a server of era %s", (era) => {
  const servers = { a: toFixture("asks", "--era", era) };

  test("asks the one who calls", async () => {
    const asked: ServerQuestion[] = [];
    const onAsk = async (question: ServerQuestion): Promise<QuestionAnswer> => {
      asked.push(question);
      return { action: "accept", content: { colour: "green" } };
    };
    await using subject = startTestUpstream({ servers });
    const outcome = await subject.upstream.callTool(paint, { ...options, onAsk });
    expect(outcome).toEqual({ kind: "ok", value: "painted green" });
    expect(asked).toMatchObject([
      { kind: "elicitation", message: "Which colour?", schema: { properties: { colour: {} } } },
    ]);
  });

  test("hears of a refusal", async () => {
    await using subject = startTestUpstream({ servers });
    const onAsk = async (): Promise<QuestionAnswer> => ({ action: "decline" });
    expect(await subject.upstream.callTool(paint, { ...options, onAsk })).toMatchObject({ value: "painted nothing" });
    expect(await subject.upstream.callTool(paint, options)).toMatchObject({ value: "painted nothing" });
  });

  test("asks a model only where that is offered", async () => {
    const onAsk = async (question: ServerQuestion): Promise<QuestionAnswer> => ({
      action: "accept",
      content: { role: "assistant", model: question.kind, content: { type: "text", text: "short" } },
    });
    await using offering = startTestUpstream({ servers, offersSampling: () => true });
    const said = await offering.upstream.callTool(summarize, { ...options, onAsk });
    expect(said).toEqual({ kind: "ok", value: "sampling says short" });
    const refused = await offering.upstream.callTool(summarize, options);
    expect(refused).toMatchObject({ kind: "failed" });
    await using silent = startTestUpstream({ servers });
    expect(await silent.upstream.callTool(summarize, { ...options, onAsk })).toMatchObject({ kind: "failed" });
  });

  test("asks about one of several calls only where it is plain which", async () => {
    await using subject = startTestUpstream({ servers });
    const answerWith = (colour: string) => async (): Promise<QuestionAnswer> => ({
      action: "accept",
      content: { colour },
    });
    const calls = ["red", "blue"].map((colour) =>
      subject.upstream.callTool(paint, { ...options, onAsk: answerWith(colour) }),
    );
    const values = (await Promise.all(calls)).map((outcome) => (outcome.kind === "ok" ? outcome.value : outcome));
    if (era === "new") expect(values).toEqual(["painted red", "painted blue"]);
    else
      for (const [at, colour] of ["red", "blue"].entries())
        expect([`painted ${colour}`, "painted nothing"]).toContain(values[at]);
  });
});
