import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunAnswer } from "@sluice/contracts";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createGatewayFolder,
  type GatewayFolder,
  openTestGateway,
  type TestGateway,
  toStdioCommand,
} from "../fixtures/gateway.ts";
import { connectPeer, eras, type Peer, peerKinds } from "../fixtures/peers.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { until } from "../fixtures/until.ts";

const transports = ["Streamable HTTP", "stdio"] as const;
const matrix = transports.flatMap((transport) => peerKinds.map((kind) => ({ transport, kind })));

describe.each(matrix)("a $kind client over $transport", ({ transport, kind }) => {
  const slowFile = join(mkdtempSync(join(tmpdir(), "sluice-slow-")), "slow");
  const options = {
    servers: { slow: toFixture("slow", "--file", slowFile), content: toFixture("content"), old: toFixture("old-era") },
  };
  let gateway: TestGateway | undefined;
  let folder: GatewayFolder | undefined;
  let peer: Peer;

  const connect = async (): Promise<Peer> => {
    if (transport === "stdio") {
      folder ??= createGatewayFolder(options);
      return connectPeer(kind, { command: toStdioCommand(folder) });
    }
    gateway ??= await openTestGateway(options);
    return connectPeer(kind, { url: gateway.mcpUrl });
  };
  const slowNotes = (): readonly string[] => {
    try {
      return readFileSync(slowFile, "utf8").split("\n").filter(Boolean);
    } catch {
      return [];
    }
  };

  beforeAll(async () => {
    peer = await connect();
  });
  afterAll(async () => {
    await peer[Symbol.asyncDispose]();
    await gateway?.[Symbol.asyncDispose]();
    folder?.[Symbol.dispose]();
  });

  test("speaks the era it asked for", () => {
    expect(peer.era).toBe(eras[kind]);
  });

  test("tools/list has exactly the five tools, in under 1,000 model tokens", async () => {
    const tools = await peer.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["searchTools", "executeCode", "callTool", "saveSkill", "getRun"]);
    expect(countTokens(JSON.stringify({ tools }))).toBeLessThan(1_000);
  });

  test("searchTools finds a tool, with how to import and call it", async () => {
    const { data, text, isError } = await peer.call("searchTools", { query: "add two numbers" });
    expect(isError).toBe(false);
    const [best] = data.results as Record<string, unknown>[];
    expect(best).toMatchObject({
      address: "old.add",
      kind: "tool",
      server: "old",
      name: "add",
      importPath: "./servers/old/add.ts",
    });
    expect(best?.signature).toContain("add(");
    expect(text).toContain("old.add");
  });

  test("executeCode runs a program over tools and answers in both forms", async () => {
    const code = `import { add } from "./servers/old/add.ts";
const { sum } = await add({ a: 2, b: context.b });
console.warn("sum is", sum);
return { sum };`;
    const { data, text } = await peer.call("executeCode", { code, context: { b: 40 } });
    const answer = data as unknown as RunAnswer;
    expect(answer).toMatchObject({
      status: "completed",
      success: true,
      output: { sum: 42 },
      logs: [{ level: "warn", text: "sum is 42" }],
      toolCalls: [{ server: "old", tool: "add", status: "ok" }],
    });
    expect(answer.codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.resourceUsage.timeout).toBe(false);
    expect(text).toContain('{"sum":42}');
  });

  test("executeCode hands on what display() was given as typed content", async () => {
    const code = "import { display } from './client.ts'; display(await servers.content.image()); return 'shown';";
    const { data, content } = await peer.call("executeCode", { code });
    expect(data).toMatchObject({ success: true, output: "shown" });
    expect(content.map(({ type }) => type)).toEqual(["text", "image"]);
  });

  test("callTool calls one tool without code", async () => {
    const { data, isError } = await peer.call("callTool", { address: "old.add", arguments: { a: 1, b: 2 } });
    expect(isError).toBe(false);
    expect(data).toMatchObject({ success: true, result: { sum: 3 } });
  });

  test("saveSkill keeps a run, which the next one imports and searchTools finds", async () => {
    const run = await peer.call("executeCode", { code: "return { doubled: context.n * 2 };", context: { n: 4 } });
    expect(run.data).toMatchObject({ success: true, output: { doubled: 8 } });
    const saved = await peer.call("saveSkill", {
      name: "double-number",
      description: "Doubles a number",
      fromRun: run.data.runId,
    });
    expect(saved.data).toMatchObject({ name: "double-number", version: "1.0.0" });
    const code = "import double from './skills/double-number.ts'; return await double({ n: 21 });";
    const second = await peer.call("executeCode", { code });
    expect(second.data).toMatchObject({ success: true, output: { doubled: 42 } });
    const { data } = await peer.call("searchTools", { query: "doubles a number", kind: "skill" });
    expect((data.results as { address: string }[])[0]?.address).toBe("skills.double-number");
  });

  test("getRun tells how a run ended, and refuses an unknown one", async () => {
    const run = await peer.call("executeCode", { code: "return 7" });
    const again = await peer.call("getRun", { runId: run.data.runId });
    expect(again.data).toMatchObject({ runId: run.data.runId, status: "completed", output: 7 });
    const none = await peer.call("getRun", { runId: "run_none" });
    expect(none.isError).toBe(true);
    expect(none.data).toMatchObject({ success: false, error: { code: "not_found" } });
  });

  test("failures of agent code are results, never protocol errors", async () => {
    const thrown = await peer.call("executeCode", { code: "const a = 1;\nthrow new Error('no luck');" });
    expect(thrown.data).toMatchObject({
      success: false,
      status: "failed",
      error: { code: "guest_error", message: expect.stringContaining("no luck"), line: 2 },
    });
    const unparsable = await peer.call("executeCode", { code: "return {" });
    expect(unparsable.data).toMatchObject({ success: false, error: { code: "invalid_code" } });
    const mistyped = await peer.call("executeCode", { code: "return await servers.old.ad({ a: 1, b: 2 });" });
    expect(mistyped.data.success).toBe(false);
    expect(mistyped.text).toContain("add");
  });

  test("bad arguments are refused with the field that is wrong", async () => {
    const refused = await peer.call("executeCode", { code: "return 1", timeoutMs: "soon" });
    expect(refused.isError).toBe(true);
    expect(refused.data).toMatchObject({ success: false, error: { code: "bad_input" } });
    expect(refused.text).toContain("timeoutMs");
    const tool = await peer.call("callTool", { address: "old.addd", arguments: {} });
    expect(tool.data).toMatchObject({ success: false, error: { code: "unknown_tool" } });
    expect(tool.text).toContain("old.add");
  });

  test("progress and console lines arrive while the run goes on", async () => {
    const progress: string[] = [];
    const seen = { logs: 0, progress: 0 };
    let isOver = false;
    const noteBefore = (): void => {
      if (isOver) return;
      seen.logs = peer.logs.filter(({ text }) => JSON.stringify(text).includes("half way")).length;
      seen.progress = progress.length;
    };
    const code = `console.error("half way");
await servers.slow.wait({ ms: 400, steps: 4 });
return "done";`;
    const watching = setInterval(noteBefore, 5);
    const { data } = await peer.call("executeCode", { code }, { onProgress: (message) => progress.push(message) });
    isOver = true;
    clearInterval(watching);
    expect(data).toMatchObject({ success: true, output: "done" });
    expect(seen.progress).toBeGreaterThan(0);
    expect(seen.logs).toBe(1);
    expect(progress.join("\n")).toContain("half way");
    expect(progress.join("\n")).toContain("step 2");
    expect(peer.logs.find(({ text }) => JSON.stringify(text).includes("half way"))?.level).toBe("error");
  });

  test("cancelling the request ends the run and the tool call under way", async () => {
    const cancelled = slowNotes().filter((note) => note === "cancelled").length;
    const started = slowNotes().filter((note) => note === "started").length;
    const abort = new AbortController();
    const call = peer.call(
      "executeCode",
      { code: "await servers.slow.wait({ ms: 600000 });" },
      { signal: abort.signal },
    );
    const refused = expect(call).rejects.toThrow();
    await until(() => slowNotes().filter((note) => note === "started").length > started);
    abort.abort();
    await refused;
    await until(() => slowNotes().filter((note) => note === "cancelled").length > cancelled);
    const { data } = await peer.call("executeCode", { code: "return 'still here'" });
    expect(data.output).toBe("still here");
  });

  test("a client that goes away in the middle of a run ends the run and the tool call", async () => {
    const leaver = await connect();
    const cancelled = slowNotes().filter((note) => note === "cancelled").length;
    const started = slowNotes().filter((note) => note === "started").length;
    const call = leaver.call("executeCode", { code: "await servers.slow.wait({ ms: 600000 });" });
    const lost = expect(call).rejects.toThrow();
    await until(() => slowNotes().filter((note) => note === "started").length > started);
    await leaver.leave();
    await lost;
    // Over stdio the gateway goes with its client, and its servers with it: no note is left to write.
    if (transport === "Streamable HTTP")
      await until(() => slowNotes().filter((note) => note === "cancelled").length > cancelled);
    const { data } = await peer.call("executeCode", { code: "return 'still here'" });
    expect(data.output).toBe("still here");
  });
});
