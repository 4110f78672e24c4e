import type { RunAnswer, RunError } from "@sluice/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectSurface, type SurfaceClient } from "../fixtures/call-surface.ts";
import { openPolicy, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { connectPeer } from "../fixtures/peers.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const withOutput = (kb: number): string => openPolicy.replace("sandbox:\n", `sandbox:\n  outputKb: ${kb}\n`);

describe.each([4, 64])("no answer exceeds %i KB", (kb) => {
  let gateway: TestGateway;
  let client: SurfaceClient;

  beforeAll(async () => {
    gateway = await openTestGateway({
      servers: { content: toFixture("content"), big: toFixture("big-text") },
      policies: { "open.yaml": withOutput(kb) },
    });
    client = connectSurface(gateway.url);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each([
    ["one giant text", 'return "😀é".repeat(200_000)'],
    ["a text of quotes", "return '\"'.repeat(300_000)"],
    ["numbers only", "return Array.from({ length: 200_000 }, (_, i) => i * 1e9)"],
    ["lists of lists", "return Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => [1, 'two']))"],
    ["huge names", 'return Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i + "k".repeat(90_000), i]))'],
    ["many names", "return Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => ['key_' + i, { i }]))"],
    [
      "a deep nest",
      "let v: unknown = 'x'.repeat(900_000); for (let i = 0; i < 90; i++) v = i % 2 ? [v] : { v }; return v;",
    ],
    ["a huge error", 'throw new Error("m".repeat(1_000_000))'],
    ["a huge error name", 'const e = new Error("x"); e.name = "n".repeat(500_000); throw e;'],
    [
      "500 calls",
      "await Promise.all(Array.from({ length: 400 }, () => servers.content.text({}))); return 'y'.repeat(99_999)",
    ],
    [
      "calls of long names",
      'for (let i = 0; i < 120; i++) await callTool("s".repeat(140) + "." + "t".repeat(140), {}).catch(() => 0);',
    ],
  ])("%s", async (_name, body) => {
    const answer = await client.run(`import { callTool } from "./client.ts";\nvoid callTool;\n${body}`, {
      typecheck: "off",
    });
    expect(bytesOf(answer)).toBeLessThanOrEqual(kb * 1024);
    expect(answer.runId).toMatch(/^run_/);
    expect(bytesOf(await client.tool("getRun", { runId: answer.runId, action: "read" }))).toBeLessThanOrEqual(
      kb * 1024,
    );
  });

  test.each([
    ["wrong names", "missing.call();"],
    ["blocked code", 'eval("1");'],
  ])("10,000 lines of %s, with as many problems as fit", async (_name, line) => {
    const answer = await client.run(`${line}\n`.repeat(10_000));
    expect(bytesOf(answer)).toBeLessThanOrEqual(kb * 1024);
    expect(answer.diagnostics?.length).toBeGreaterThan(0);
  });

  test("400 calls: the first and the last, with a count of the others", async () => {
    const { toolCalls, omitted } = await client.run(
      "for (let i = 0; i < 400; i++) await servers.content.text({}); return 'y'.repeat(99_999)",
    );
    expect(toolCalls[0]?.seq).toBe(1);
    expect(toolCalls.length + (omitted?.toolCalls ?? 0)).toBe(400);
  });

  test("one call without code", async () => {
    const answer = await client.tool("callTool", { address: "big.words", arguments: { kb: 900 } });
    expect(answer).toMatchObject({ success: true, truncated: { handle: expect.stringMatching(/^res_/) } });
    expect(bytesOf(answer)).toBeLessThanOrEqual(kb * 1024);
    expect((answer.result as string).length).toBeGreaterThan(kb * 512);
  });

  test("console lines and an output together", async () => {
    const lines = Math.floor((kb * 1024) / 40);
    const answer = await client.run(
      `for (let i = 0; i < ${lines}; i++) console.log("line", i);\nreturn "z".repeat(1e6);`,
    );
    expect(bytesOf(answer)).toBeLessThanOrEqual(kb * 1024);
    expect(answer).toMatchObject({ success: true, omitted: { logs: expect.any(Number) } });
    expect((answer.output as string).length).toBeGreaterThan(kb * 256);
  });
});

test("100,000 console lines end the run with words about it, in an answer within the limit", async () => {
  await using gateway = await openTestGateway({ policies: { "open.yaml": withOutput(64) } });
  const answer = await connectSurface(gateway.url).run("for (let i = 0; i < 100_000; i++) console.log('line', i);");
  expect(answer.error).toMatchObject({ code: "limit_exceeded", message: expect.stringContaining("log less") });
  expect(bytesOf(answer)).toBeLessThanOrEqual(64 * 1024);
});

test("what is cut keeps its shape and its small parts, says what is missing, and is read in pages to its end", async () => {
  await using gateway = await openTestGateway({ policies: { "open.yaml": withOutput(16) } });
  const client = connectSurface(gateway.url);
  const answer = await client.run(
    `return { total: 500, note: "short", blob: "b".repeat(40_000), items: Array.from({ length: 500 }, (_, id) => ({ id, name: "n" + id, text: "t".repeat(100) })) };`,
  );
  const output = answer.output as { total: number; note: string; blob: string; items: { id: number }[] };
  expect(output).toMatchObject({ total: 500, note: "short" });
  expect(output.items.length).toBeGreaterThan(20);
  expect(answer.truncated?.note).toContain(`items: ${output.items.length} of 500 items`);
  expect(answer.truncated?.note).toContain(`blob: ${output.blob.length} of 40000 characters`);

  const read = async (more: object): Promise<{ value: unknown; nextOffset?: number }> =>
    (await client.tool("getRun", { runId: answer.runId, action: "read", ...more })).output as never;
  expect(await read({ path: "items[120:123].name" })).toMatchObject({ value: ["n120", "n121", "n122"] });
  const ids: number[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const page = await read({ path: "items", offset });
    ids.push(...(page.value as { id: number }[]).map(({ id }) => id));
    offset = page.nextOffset;
  }
  expect(ids).toEqual(Array.from({ length: 500 }, (_, id) => id));
});

test("display() has limits of its own, for text as for output, and tells them", async () => {
  await using gateway = await openTestGateway({ policies: { "open.yaml": withOutput(16) } });
  const show = (content: string): Promise<RunAnswer & { error?: RunError }> =>
    connectSurface(gateway.url).run(
      `import { display } from "./client.ts";\nfor (let i = 0; i < 5; i++) await display(${content});`,
    );
  expect((await show('"x".repeat(4_000)')).error?.message).toContain("Cannot display more than 16 KB");
  expect(await show('{ type: "image", mimeType: "image/png", data: "A".repeat(40_000) }')).toMatchObject({
    success: true,
  });
  expect(
    (await show('{ type: "image", mimeType: "image/png", data: "A".repeat(4_000_000) }')).error?.message,
  ).toContain("saveFile()");
});

test("tools/list tells each agent how large an answer its policy lets through", async () => {
  await using gateway = await openTestGateway({ policies: { "open.yaml": withOutput(16) } });
  await using peer = await connectPeer("v2 auto", { url: gateway.mcpUrl });
  const tools = (await peer.listTools()) as readonly { name: string; description?: string }[];
  expect(tools.find(({ name }) => name === "executeCode")?.description).toContain("cut to 16 KB");
});
