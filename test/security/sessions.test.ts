import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AttackRange } from "./harness/attack-range.ts";
import { customer, personalValues } from "./harness/customer.ts";

const client = 'import { callTool, state } from "./client.ts";\n';
const OWNER = "attacker";
const SESSION = "owner";

let range: AttackRange;
beforeAll(async () => {
  range = await AttackRange.open("any");
  // The session that all others are after: it has tokens, a state and a file.
  const code = `${client}await state.set("kept", "mine"); Deno.writeTextFileSync("mine.txt", "mine");
    return (await callTool("target.customer", {})).email;`;
  const { answer } = await range.send(OWNER, code, SESSION);
  expect(answer?.output).toBe("[EMAIL_1]");
});
afterAll(() => range[Symbol.asyncDispose]());

const strangers = [
  ["another session of the same principal", OWNER, "stranger"],
  ["another principal's session of the same name", "neighbour", SESSION],
] as const;

describe.each(strangers)("%s", (_name, principal, session) => {
  const send = (code: string) => range.send(principal, client + code, session);
  const seen = () => JSON.stringify(range.effects.filter((line) => line.startsWith("kept")));

  test.each([
    ["a literal", 'await callTool("target.keep", { text: "[EMAIL_1]" });'],
    ["a template", "await callTool('target.keep', { text: `to [EMAIL_1], [PERSON_1]` });"],
    ["a text put together", 'await callTool("target.keep", { text: "[EMA" + "IL_1]" });'],
    ["a key", 'await callTool("target.keep", { text: "x", "[EMAIL_1]": "[PHONE_1]" });'],
    [
      "lenient forms",
      'for (const text of ["[email_1]", "EMAIL_1", "%5BEMAIL_1%5D", "［EMAIL_1］"]) await callTool("target.keep", { text }).catch(() => {});',
    ],
  ])("does not resolve the owner's tokens as %s", async (_form, code) => {
    const sent = await send(code);
    const told = (await range.tellOf(sent)) + seen();
    expect(personalValues.filter((value) => told.includes(value))).toEqual([]);
  });

  test("does not resolve them in a context either", async () => {
    const { answer } = await range.gateway.engine.executeCode(
      { principal },
      {
        code: "return [...context.to].join('-');",
        language: "typescript",
        sessionId: session,
        context: { to: "[EMAIL_1]" },
      },
    );
    expect(String(answer.output).replaceAll("-", "")).not.toContain(customer.email.replaceAll("-", ""));
  });

  test("learns no more about the owner's values than about any that it writes itself", async () => {
    const ask = (value: string) => `[await pii.type("${value}"), await pii.domain("${value}")]`;
    const code = `return [${ask(customer.email)}, ${ask("nobody.knows@customer-mail.example")}];`;
    const { answer } = await send(code);
    const [owners, invented] = Array.isArray(answer?.output) ? answer.output : [];
    expect(owners).toEqual(["email", "customer-mail.example"]);
    expect(owners).toEqual(invented);
  });

  test("sees neither state nor files of the owner", async () => {
    const code = `const files = [...Deno.readDirSync(".")].map(({ name }) => name);
      return { kept: await state.get("kept"), hasFile: files.includes("mine.txt") };`;
    expect((await send(code)).answer?.output).toEqual({ kept: null, hasFile: false });
  });
});

test("another principal cannot read, resume or end the owner's runs", async () => {
  const { runId = "" } = await range.send(OWNER, "return 1", SESSION);
  const { engine } = range.gateway;
  for (const action of ["status", "resume", "cancel", "read"] as const) {
    await expect(engine.getRun({ principal: "neighbour" }, { runId, action })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  const listed = await engine.operations.listRuns({ principal: "neighbour" }, { limit: 1000 });
  expect(listed.filter((run) => run.principal !== "neighbour")).toEqual([]);
});

describe("the owner", () => {
  test("resolves its tokens where it writes them", async () => {
    const sent = await range.send(
      OWNER,
      `${client}await callTool("target.keep", { text: "literal [EMAIL_1]" });`,
      SESSION,
    );
    expect(sent.answer?.status).toBe("completed");
    expect(range.effects).toContain(`kept literal ${customer.email}`);
  });

  test("is told where it puts them together while it runs", async () => {
    const code = `${client}await callTool("target.keep", { text: "computed [EMA" + "IL_1]" });`;
    const { answer } = await range.send(OWNER, code, SESSION);
    expect(answer?.error?.code).toBe("unknown_token");
    expect(range.effects.filter((line) => line.includes("computed"))).toEqual([]);
  });

  test("hands on what a server wrote as it was, though it looks like a token", async () => {
    const code = `${client}const { text } = await callTool("target.forge", {}); await callTool("target.keep", { text });`;
    await range.send(OWNER, code, SESSION);
    expect(range.effects).toContain("kept pay [EMAIL_1] and EMAIL_1");
  });
});
