import type { ModelTokens, RunAnswer, RunStats } from "@sluice/contracts";
import { surfaceDefinitions } from "@sluice/gateway";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { connectSurface, type SurfaceClient } from "../fixtures/call-surface.ts";
import { openPolicy, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const onePolicy = `name: one
match: { principals: [ann] }
tools:
  - allow: many.tool_1
`;
const tokens = { ann: "ann-has-a-long-token", bob: "bob-has-a-long-token" };
const open = (): Promise<TestGateway> =>
  openTestGateway({
    servers: { many: toFixture("many-tools", "--tools", "40"), content: toFixture("content") },
    policies: { "open.yaml": openPolicy, "one.yaml": onePolicy },
    config: { http: { port: 0, tokens } },
  });
const as = ({ url }: TestGateway, token: string): SurfaceClient =>
  connectSurface(url, { authorization: `Bearer ${token}` });
const tokensOf = async (client: SurfaceClient, runId: string): Promise<ModelTokens | undefined> =>
  ((await client.get(`/api/runs/${runId}`)) as RunAnswer).modelTokens;

test("a run is counted: the definitions its policy shows and its calls, against request and answer", async () => {
  await using gateway = await open();
  const ann = as(gateway, tokens.ann);
  const code = "const a = await servers.many.tool1({ value: 7 });\nreturn [a, a.length];";
  const answer = await ann.run(code, { context: { for: "whom" } });
  expect(answer).toMatchObject({ success: true });
  expect(answer.modelTokens).toBeUndefined();

  const shown = {
    name: "tool_1",
    description: "Does thing number 1.",
    input_schema: { type: "object", properties: { value: { type: "number", description: "Value for thing 1." } } },
  };
  const direct = [countTokens(JSON.stringify(shown)), countTokens('[{"value":7},"tool_1"]')] as const;
  const own = countTokens(JSON.stringify(surfaceDefinitions));
  const request = countTokens(JSON.stringify({ code, context: { for: "whom" } }));
  const answered = countTokens(JSON.stringify(answer));
  expect(await tokensOf(ann, answer.runId)).toEqual({
    direct: { definitions: direct[0], calls: direct[1], total: direct[0] + direct[1] },
    sluice: { definitions: own, request, answer: answered, total: own + request + answered },
  });
});

test("statistics sum up one's own runs, direct calls among them; an admin's sum up everybody's", async () => {
  await using gateway = await open();
  const [ann, bob] = [as(gateway, tokens.ann), as(gateway, tokens.bob)];
  const runs = [await ann.run("return 1"), await ann.run("return await servers.many.tool1({})")];
  expect(await bob.tool("callTool", { address: "content.text" })).toMatchObject({ success: true });
  const each = await Promise.all(runs.map(({ runId }) => tokensOf(ann, runId)));
  const sum = (pick: (counts: ModelTokens) => number): number =>
    each.reduce((total, counts) => total + (counts === undefined ? Number.NaN : pick(counts)), 0);

  const own = (await ann.get("/api/stats")) as RunStats;
  expect(own).toMatchObject({
    runs: 2,
    isPartial: false,
    byStatus: { completed: 2 },
    toolCalls: 1,
    modelTokens: {
      runs: 2,
      direct: { definitions: sum(({ direct }) => direct.definitions), total: sum(({ direct }) => direct.total) },
      sluice: { total: sum(({ sluice }) => sluice.total) },
      saved: sum(({ direct, sluice }) => direct.total - sluice.total),
    },
  });
  const all = (await as(gateway, gateway.gateway.adminToken).get("/api/stats?days=1")) as RunStats;
  expect(all).toMatchObject({ runs: 3, toolCalls: 2, modelTokens: { runs: 3 } });
  const metrics = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${tokens.ann}` } });
  expect(await metrics.text()).toContain(
    `sluice_model_tokens_total{way="direct",part="calls"} ${all.modelTokens?.direct.calls}\n`,
  );
});

test("results beyond what is counted whole are taken by their length, near the truth", async () => {
  await using gateway = await openTestGateway({ servers: { big: toFixture("big-text") } });
  const client = connectSurface(gateway.url);
  const { runId } = await client.run(
    "let n = 0; for (let i = 0; i < 6; i++) n += (await servers.big.words({ kb: 300 })).length; return n;",
  );
  const text = "All work and no play makes a dull day. ".repeat(8_000).slice(0, 300 * 1024);
  const counted = await tokensOf(client, runId);
  expect(counted?.isEstimated).toBe(true);
  const real = 6 * countTokens(text);
  expect(Math.abs((counted?.direct.calls ?? 0) - real)).toBeLessThan(real / 50);
});

test("a run that waits in between is counted as one, and a skill's calls with the run that called it", async () => {
  await using gateway = await openTestGateway({ servers: { content: toFixture("content") } });
  const client = connectSurface(gateway.url);
  const inner = await client.run("return await servers.content.text({})");
  await client.tool("saveSkill", { name: "words", description: "Words", fromRun: inner.runId });
  const one = (await tokensOf(client, inner.runId))?.direct.calls ?? Number.NaN;

  const code =
    'import { waitForEvent } from "./client.ts";\nawait servers.content.text({});\nawait waitForEvent("go");\nawait servers.skills.words({});\nreturn await servers.content.text({});';
  const waiting = await client.run(code, { durable: true });
  expect(waiting.status).toBe("waiting");
  const before = await tokensOf(client, waiting.runId);
  expect(before?.direct.calls).toBe(one);
  await client.post("/api/signals", { type: "go", data: {} });
  const done = await client.tool("getRun", { runId: waiting.runId, action: "resume" });
  expect(done).toMatchObject({ status: "completed" });
  const after = await tokensOf(client, waiting.runId);
  expect(after?.direct).toMatchObject({ definitions: before?.direct.definitions, calls: 3 * one });
  expect(after?.sluice.request).toBe(before?.sluice.request);
});
