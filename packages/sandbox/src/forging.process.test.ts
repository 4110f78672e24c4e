import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forge, program, TestSandbox } from "./test-sandbox.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await TestSandbox.open();
});
afterAll(() => sandbox.close());

const wait = "await rt.client.sleep(1e6)";
const end = async (body: string) => (await sandbox.run(program(body), { answer: () => undefined })).exit.end;

describe("frames that a program writes itself", () => {
  test.each([
    ["a call without a kind", '{"type":"call","id":999,"name":"admin_delete_all","args":{}}'],
    ["a call of an unknown host function", '{"type":"call","id":1,"kind":"host","name":"shutdown","args":[]}'],
    ["a host function from the prototype", '{"type":"call","id":1,"kind":"host","name":"constructor","args":[]}'],
    ["an id that is a word", '{"type":"call","id":"__proto__","kind":"tool","address":"a.b","args":{}}'],
    ["an id of nought", '{"type":"call","id":0,"kind":"tool","address":"a.b","args":{}}'],
    ["an id beyond the integers", '{"type":"call","id":1e308,"kind":"tool","address":"a.b","args":{}}'],
    [
      "a key that pollutes",
      '{"type":"call","id":1,"kind":"tool","address":"a.b","args":{"__proto__":{"isAdmin":true}}}',
    ],
    ["a level from the prototype", '{"type":"log","level":"__proto__","text":"x"}'],
    ["an unknown type", '{"type":"cancel","id":1}'],
    ["a message of the host's", '{"type":"start","code":""}'],
    ["a second ready", '{"type":"ready"}'],
    ["broken JSON", '{"type":"call",'],
  ])("%s ends the run as a violation", async (_name, line) => {
    expect(await end(`${forge(line)} ${wait}`)).toMatchObject({ kind: "protocol" });
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  test("an id that was used before ends the run", async () => {
    const call = '{"type":"call","id":7,"kind":"tool","address":"a.b","args":{}}';
    expect(await end(`${forge(call)} ${forge(call)} ${wait}`)).toMatchObject({ kind: "protocol" });
  });

  test("a well-formed call is one, and counts as one", async () => {
    const { calls } = await sandbox.run(
      program(`${forge('{"type":"call","id":5,"kind":"tool","address":"admin.delete_all","args":{}}')} return 1`),
    );
    expect(calls).toEqual([{ id: 5, kind: "tool", address: "admin.delete_all", args: {} }]);
  });

  test("the first result counts and nothing after it", async () => {
    const first = '{"type":"result","ok":true,"value":"first","warnings":[]}';
    const second = '{"type":"result","ok":true,"value":"second","warnings":[]}';
    const { calls, exit, logs } = await sandbox.run(
      program(
        `${forge(`${first}\n${second}\n{"type":"call","id":1,"kind":"tool","address":"a.b","args":{}}`)} return 1`,
      ),
    );
    expect(exit.end).toMatchObject({ kind: "completed", value: "first" });
    expect(calls).toEqual([]);
    expect(logs).toEqual([]);
  });

  test("other JSON and binary on standard output is log text", async () => {
    const { exit, logs } = await sandbox.run(
      program(
        `${forge('{"jsonrpc":"2.0","id":1,"method":"tools/call"}')} Deno.stdout.writeSync(new Uint8Array([255, 254, 127, 10])); return 1`,
      ),
    );
    expect(exit.end.kind).toBe("completed");
    expect(logs.map((line) => line.text).join("\n")).toContain("jsonrpc");
  });

  test("a line that was begun on standard output swallows neither calls nor the result", async () => {
    const begin = 'Deno.stdout.writeSync(new TextEncoder().encode("10 %"));';
    const body = `${begin} const answer = await rt.servers.a.b({ x: 1 }); ${begin} console.log("line"); ${begin} return answer`;
    const { exit, logs } = await sandbox.run(program(body));
    expect(exit.end).toMatchObject({ kind: "completed", value: { x: 1 } });
    expect(logs.map(({ text }) => text)).toEqual(["10 %", "10 %", "line", "10 %"]);
  });

  test("empty lines without an end are output like any other", async () => {
    const body = "const lines = new Uint8Array(1024).fill(10); for (;;) Deno.stdout.writeSync(lines)";
    expect(await end(body)).toMatchObject({ kind: "limit", limit: "output" });
  });

  test("a program that reads its own answers only starves itself", async () => {
    const { exit } = await sandbox.run(
      program("const b = new Uint8Array(65536); Deno.stdin.read(b); await rt.servers.a.b(); return 1"),
      { permissions: { ...(await import("./test-sandbox.ts")).testPermissions, wallMs: 1500 } },
    );
    expect(["completed", "limit", "failed"]).toContain(exit.end.kind);
  });
});
