import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { JsonObject, RunAnswer } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createGatewayFolder, openGatewayIn, openTestGateway, toStdioCommand } from "../fixtures/gateway.ts";
import { until } from "../fixtures/until.ts";

const askPolicy = `name: open
match: { principals: ["*"] }
tools:
  - deny: "effects.append"
    args: { key: never }
  - ask: "effects.append"
    approvers: ["admin/*", "client/*"]
    reason: Appending needs a person
  - ask: "effects.append_once"
    approvers: ["admin/*"]
    onReject: end
    expiresMinutes: 0.02
  - allow: "*"
`;

function effectsServer(file: string): object {
  return {
    command: process.execPath,
    args: [join(import.meta.dirname, "../fixtures/servers/effect-log.ts"), "--file", file],
  };
}

const agent = { principal: "agent" };
const admin = { principal: "admin/ann", isAdmin: true };
const code = `const [a, b] = await Promise.all([
  servers.effects.append({ key: "a" }),
  servers.effects.append({ key: "b" }).catch((error) => error.code),
]);
return [a, b];`;

async function open() {
  const folder = createGatewayFolder();
  const file = join(folder.dir, "effects.txt");
  const gateway = await openTestGateway({
    policies: { "open.yaml": askPolicy },
    servers: {
      effects: effectsServer(file),
      crm: { command: process.execPath, args: [join(import.meta.dirname, "../../packages/demo/src/crm/main.ts")] },
    },
  });
  const lines = (): string[] => (existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : []);
  const { engine } = gateway.gateway;
  const run = async (text: string, more: object = {}): Promise<RunAnswer> =>
    (await engine.executeCode(agent, { code: text, language: "typescript", ...more })).answer;
  const final = (runId: string): Promise<RunAnswer> =>
    until(async () => {
      const { answer } = await engine.getRun(agent, { runId, action: "status" });
      return answer.status === "completed" || answer.status === "failed" ? answer : undefined;
    });
  return {
    gateway,
    engine,
    lines,
    run,
    final,
    folder,
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe("a call that the policy answers with ask", () => {
  test("waits without a process, is decided in any order, and happens once", async () => {
    await using parts = await open();
    const { engine, run, final, lines } = parts;
    const waiting = await run(code);
    expect(waiting.status).toBe("waiting");
    expect(waiting.approvals).toHaveLength(2);
    expect(waiting.approvals?.[0]).toMatchObject({
      server: "effects",
      tool: "append",
      reason: "Appending needs a person",
    });
    expect(lines()).toEqual([]);
    const idOf = (key: string): string =>
      waiting.approvals?.find((approval) => (approval.arguments as { key: string }).key === key)?.id ?? "";
    await engine.operations.decideApproval(admin, idOf("b"), { decision: "reject", note: "not b" });
    await engine.operations.decideApproval(admin, idOf("a"), { decision: "approve" });
    expect((await final(waiting.runId)).output).toEqual(["done a", "rejected"]);
    expect(lines()).toEqual(["a"]);
  });

  test("is never decided twice, by the asker, or for another call", async () => {
    await using parts = await open();
    const { engine, run, final, lines } = parts;
    const waiting = await run('return await servers.effects.append({ key: "x" });');
    const id = waiting.approvals?.[0]?.id ?? "";
    await expect(engine.operations.decideApproval(agent, id, { decision: "approve" })).rejects.toThrow(
      "nobody approves a call of their own",
    );
    await expect(
      engine.operations.decideApproval({ principal: "someone" }, id, { decision: "approve" }),
    ).rejects.toThrow("no such one");
    const both = await Promise.allSettled([
      engine.operations.decideApproval(admin, id, { decision: "approve" }),
      engine.operations.decideApproval({ ...admin, principal: "admin/bob" }, id, { decision: "reject" }),
    ]);
    expect(both.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    await final(waiting.runId);
    await expect(engine.operations.decideApproval(admin, id, { decision: "approve" })).rejects.toThrow(/already/);
    expect(lines().length).toBeLessThanOrEqual(1);
    await expect(engine.operations.decideApproval(admin, "apr_0", { decision: "approve" })).rejects.toThrow(
      "no such one",
    );
  });

  test("goes out with the arguments that the person wrote, after the same checks", async () => {
    await using parts = await open();
    const { engine, run, final, lines } = parts;
    const waiting = await run('return await servers.effects.append({ key: "x" });');
    await engine.operations.decideApproval(admin, waiting.approvals?.[0]?.id ?? "", {
      decision: "approve",
      editedArguments: { key: "edited" },
    });
    expect((await final(waiting.runId)).output).toBe("done edited");
    expect(lines()).toEqual(["edited"]);
  });

  test("stays open where the person's own arguments do not fit", async () => {
    await using parts = await open();
    const { engine, run, final, lines } = parts;
    const waiting = await run('return await servers.effects.append({ key: "x" });');
    const id = waiting.approvals?.[0]?.id ?? "";
    const edit = (editedArguments: JsonObject) =>
      engine.operations.decideApproval(admin, id, { decision: "approve", editedArguments });
    await expect(edit({ key: 1 })).rejects.toMatchObject({
      code: "invalid_arguments",
      message: expect.stringContaining("the edited arguments do not fit: key"),
    });
    await expect(edit({ key: "never" })).rejects.toMatchObject({ code: "denied" });
    expect(await engine.operations.getApproval(admin, id)).toMatchObject({ status: "pending" });
    await edit({ key: "right" });
    expect((await final(waiting.runId)).output).toBe("done right");
    expect(lines()).toEqual(["right"]);
  });

  test("lets no person's own arguments take personal data where the policy lets none flow", async () => {
    await using parts = await open();
    const { engine, run, lines } = parts;
    const { output } = await run("return (await servers.crm.getCustomer({ id: 1 })).email;");
    expect(output).toBe("[EMAIL_1]");
    const waiting = await run('return await servers.effects.append({ key: "x" });');
    const id = waiting.approvals?.[0]?.id ?? "";
    const editedArguments = { key: "mail [EMAIL_1]" };
    await expect(
      engine.operations.decideApproval(admin, id, { decision: "approve", editedArguments }),
    ).rejects.toMatchObject({ code: "denied", message: expect.stringMatching(/no email from crm to effects/) });
    expect(await engine.operations.getApproval(admin, id)).toMatchObject({ status: "pending" });
    expect(lines()).toEqual([]);
  });

  test("expires, and the run is told", async () => {
    await using parts = await open();
    const { run, final, lines } = parts;
    const waiting = await run('return await servers.effects.appendOnce({ key: "x" });');
    expect(waiting.status).toBe("waiting");
    const answer = await final(waiting.runId);
    expect(answer.error?.code).toBe("expired");
    expect(lines()).toEqual([]);
  });

  test("survives a restart of the gateway", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "sluice-effects-")), "effects.txt");
    using folder = createGatewayFolder({
      policies: { "open.yaml": askPolicy },
      servers: { effects: effectsServer(file) },
    });
    let runId = "";
    let id = "";
    {
      await using first = await openGatewayIn(folder);
      const { answer } = await first.gateway.engine.executeCode(agent, {
        code: 'return [await servers.effects.append({ key: "k" }), Math.random()];',
        language: "typescript",
      });
      runId = answer.runId;
      id = answer.approvals?.[0]?.id ?? "";
    }
    await using second = await openGatewayIn(folder);
    const { engine } = second.gateway;
    await engine.operations.decideApproval(admin, id, { decision: "approve" });
    const answer = await until(async () => {
      const status = (await engine.getRun(agent, { runId, action: "resume" })).answer;
      return status.status === "completed" ? status : undefined;
    });
    expect(answer.output).toEqual(["done k", expect.any(Number)]);
    expect(readFileSync(file, "utf8")).toBe("k\n");
  });
});

describe.each(["auto", "legacy"] as const)("elicitation of a client (%s)", (mode) => {
  test.each(["accept", "decline"] as const)("decides in the same call: %s", async (action) => {
    using folder = createGatewayFolder({ policies: { "open.yaml": askPolicy } });
    const file = join(folder.dir, "effects.txt");
    using own = createGatewayFolder({
      policies: { "open.yaml": askPolicy },
      servers: { effects: effectsServer(file) },
    });
    const client = new Client(
      { name: "person", version: "1.0.0" },
      { capabilities: { elicitation: {} }, versionNegotiation: { mode } },
    );
    const questions: string[] = [];
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      questions.push(params.message);
      return action === "accept" ? { action, content: { decision: "approve" } } : { action };
    });
    await client.connect(new StdioClientTransport({ ...toStdioCommand(own), stderr: "ignore" }));
    try {
      const result = await client.callTool({
        name: "executeCode",
        arguments: { code: 'return await servers.effects.append({ key: "k" }).catch((error) => error.code);' },
      });
      expect(questions).toHaveLength(1);
      expect(questions[0]).toContain('effects.append with {"key":"k"}');
      expect((result.structuredContent as { output: unknown }).output).toBe(
        action === "accept" ? "done k" : "rejected",
      );
      expect(existsSync(file)).toBe(action === "accept");
    } finally {
      await client.close();
    }
  });
});

test("a client that cannot ask gets a waiting run", async () => {
  await using parts = await open();
  const client = new Client({ name: "silent", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(parts.gateway.mcpUrl));
  const result = await client.callTool({
    name: "executeCode",
    arguments: { code: 'return await servers.effects.append({ key: "k" });' },
  });
  expect((result.structuredContent as unknown as RunAnswer).status).toBe("waiting");
  await client.close();
});
