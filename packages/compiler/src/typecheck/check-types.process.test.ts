import { execFileSync } from "node:child_process";
import type { CompiledProgram, CompileRequest, Diagnostic, RejectedProgram } from "@sluice/contracts";
import { afterAll, describe, expect, test } from "vitest";
import { createCompiler } from "../create-compiler.ts";
import { createFakeHost, type FakeTool } from "../fake-runtime.ts";
import { checkCold } from "./check-cold.ts";
import { createCheckFiles } from "./check-files.ts";
import { TypeServer, VIRTUAL_ROOT } from "./type-server.ts";

function tool(server: string, functionName: string, input: string, output: string, doc = ""): FakeTool {
  const type = `${functionName[0]?.toUpperCase()}${functionName.slice(1)}Input`;
  const module = `import { callTool } from "../../client.ts";\n\nexport interface ${type} ${input}\n/** ${doc} */\nexport function ${functionName}(args: ${type}): Promise<${output}> {\n  return callTool("${server}.${functionName}", args);\n}\n`;
  return { server, functionName, module };
}
const tools = [
  tool(
    "crm",
    "getCustomer",
    "{ id: number; tags?: string[] }",
    "{ id: number; name: string; email?: string; orders: { total: number }[] }",
  ),
  tool("crm", "ping", "{ [key: string]: never }", "null"),
  tool("crm", "listCustomers", "{ page?: number }", "unknown"),
  tool("crm", "learned", "{ id: number }", "{ seen: string }", "@observed 3"),
  tool("gh", "createIssue", '{ owner: string; title: string; state?: "open" | "closed" }', "{ number: number }"),
];
const page: FakeTool = {
  server: "crm",
  functionName: "page",
  module:
    'export interface PageInput { id: number }\nexport interface PageOutput {\n  /** All */\n  items: {\n    id: number\n  }[]\n  "next-page"?: null | string\n}\n\nexport declare function page(args: PageInput): Promise<PageOutput>;\n',
};
const host = createFakeHost([...tools, page], {
  double: "export default async function double(n: number): Promise<number> { return n * 2 }",
  body: "return context.n",
});
const compiler = createCompiler({ typecheckDeadlineMs: 20_000 });
afterAll(() => compiler.close());

function compile(code: string, more: Partial<CompileRequest> = {}): Promise<CompiledProgram | RejectedProgram> {
  return compiler.compile({ code, language: "typescript", host, rules: {}, typecheck: "error", ...more });
}
async function errors(code: string): Promise<readonly Diagnostic[]> {
  return (await compile(code)).diagnostics.filter(({ severity }) => severity === "error");
}

describe("the type check", () => {
  test.each<[string, string, string, number, number]>([
    ["a wrong field of a result", "const c = await servers.crm.getCustomer({ id: 1 });\nreturn c.nam", "ts2551", 2, 10],
    ["a wrong argument under the tool's own name", "return servers.crm.get_customer({ id: 'x' })", "ts2322", 1, 35],
    ["a wrong argument type", "return servers.crm.getCustomer({ id: 'x' })", "ts2322", 1, 34],
    ["a wrong argument name", "return servers.crm.getCustomer({ id: 1, tag: [] })", "ts2561", 1, 41],
    [
      "a missing argument",
      "import { createIssue } from './servers/gh/createIssue.ts';\ncreateIssue({ owner: 'a' })",
      "ts2741",
      2,
      13,
    ],
    ["an argument of a tool that takes none", "return servers.crm.ping({ a: 1 })", "ts2322", 1, 27],
    ["no arguments", "import * as gh from './servers/gh/index.ts';\nawait gh.createIssue()", "ts2554", 2, 10],
    [
      "a wrong enum value",
      "const { gh } = servers;\nreturn gh.createIssue({ owner: 'a', title: 'b', state: 'opened' })",
      "ts2820",
      2,
      49,
    ],
    [
      "a field deep in a result",
      "const c = await servers.crm.getCustomer({ id: 1 });\nreturn c.orders.map((o) => o.totl)",
      "ts2551",
      2,
      30,
    ],
    [
      "a field that no part of a union has",
      "const c = await servers.crm.getCustomer({ id: 1 }).catch(() => ({ error: 1 }));\nreturn c.nam",
      "ts2339",
      2,
      10,
    ],
    [
      "a missing argument of an object that gets others",
      "const a = {};\na.tags = [];\nreturn servers.crm.getCustomer(a)",
      "ts2741",
      3,
      32,
    ],
    [
      "a field that a nested literal of a call should not have",
      "return servers.gh.createIssue({ owner: 'a', title: 'b', labels: [] })",
      "ts2353",
      1,
      57,
    ],
    ["a wrong argument of a skill", "import double from './skills/double.ts';\nreturn double('x')", "ts2345", 2, 15],
    ["a name that does not exist", "const a = 1;\nreturn a + nothingLikeThis", "ts2304", 2, 12],
    [
      "a wrong field in module style",
      "export default async function (c: { n: number }) {\n  return c.m;\n}",
      "ts2339",
      2,
      12,
    ],
    ["code with characters outside the first plane", "const s = '😀é'; const c: number = s;", "ts2322", 1, 24],
    [
      "a type that the module does not have",
      "import type { Nope } from './servers/crm/getCustomer.ts';\nlet x: Nope",
      "ts2614",
      1,
      15,
    ],
  ])("the type check finds %s", async (_title, code, rule, line, column) => {
    const found = await errors(code);
    expect(found.map((one) => [one.rule, one.line, one.column])).toEqual([[rule, line, column]]);
    expect(found[0]?.snippet).toBe(code.split("\n")[line - 1]);
  });

  test("the type check names the right signature and what was meant", async () => {
    const [field] = await errors("return servers.crm.getCustomer({ id: 1, tag: [] })");
    expect(field?.advice).toBe(
      "Did you mean tags? crm.getCustomer(args: { id: number; tags?: string[] }): Promise<{ id: number; name: string; email?: string; orders: { total: number }[] }>",
    );
    const [unknown] = await errors("return servers.crm.getCustomr({ id: 1 })");
    expect(unknown).toMatchObject({ rule: "unknown-tool", line: 1, column: 20 });
    expect(unknown?.advice).toContain(
      "Did you mean getCustomer? crm.getCustomer(args: { id: number; tags?: string[] })",
    );
  });

  test.each<[string, string, string]>([
    [
      "a client function that is not imported",
      "return callTool('crm.getCustomer')",
      'import { callTool } from "./client.ts"',
    ],
    ["a server without servers", "return crm.getCustomer({ id: 1 })", "Write servers.crm"],
    [
      "a function without its server",
      "return createIssue({ owner: 'a', title: 'b' })",
      "Write servers.gh.createIssue(…)",
    ],
    ["another name for the context", "return input.n", "What executeCode was given as context is the global context"],
    ["another name for servers", "return tools.crm.getCustomer({ id: 1 })", "Tools are servers.<server>.<function>(…)"],
    [
      "a call not awaited",
      "return servers.crm.getCustomer({ id: 1 }).name",
      "Await the call first: it gives a promise",
    ],
    [
      "a result parsed again",
      "return JSON.parse(await servers.crm.getCustomer({ id: 1 }))",
      "A tool's function gives data, not JSON text: use the result as it is",
    ],
    [
      "a field of a named result",
      "return (await servers.crm.page({ id: 1 })).rows",
      'PageOutput: { items: {…}[]; "next-page"?: null | string }',
    ],
    [
      "the envelope of a result",
      "return (await servers.crm.page({ id: 1 })).content[0].text",
      'A tool\'s function gives the result itself, without content around it. PageOutput: { items: {…}[]; "next-page"?: null | string }',
    ],
  ])("the type check says what would do instead of %s", async (_title, code, advice) => {
    const [found] = await errors(code);
    expect(found?.advice).toContain(advice);
  });

  test.each([
    "const o = {}; o.a = 1; const all = []; all.push(1); const by = {}; by['k'] = 1; return all",
    "const f = (a, b) => a + b; try { return f(1, 2) } catch (e) { return e.message }",
    "const c = await servers.crm.getCustomer({ id: 1 }); return c.email.length",
    "const r = await servers.crm.listCustomers({}); return r.items.map((c) => c.id)",
    "const m = new Map(); m.get('x').push(1); return [1].reduce((acc, n) => { acc[n] = 1; return acc }, {})",
    "return +new Date(2) - (new Date(1) as any) + [3].sort((a, b) => a - b)[0]",
    "const r = await fetch('https://x.test'); return [(await r.json()).a, new URL('https://y').href, crypto.randomUUID(), structuredClone({}), btoa('a')]",
    "const t = setTimeout(() => {}, 1); clearTimeout(t); new AbortController().abort(); return new TextEncoder().encode('a').length",
    "import fs from 'node:fs'; import { join } from 'path'; return fs.readFileSync(join('a'), 'utf8').length",
    "import { searchTools, state, callTool, ToolError } from './client.ts'; try { const { results } = await searchTools(['a'], { limit: 1 }); await state.set('a', results[0].address); return (await callTool('a.b')).z } catch (e) { if (e instanceof ToolError) return e.code; throw e }",
    "import body from './skills/body.ts'; return (await body({ n: 1 })).x",
    "const crm = servers[context.which]; return crm.anything({ a: 1 })",
    "const results = []; for (const [name, fn] of Object.entries(servers.crm)) results.push(name); return results",
    "namespace N { export const x = 1 } enum E { A } class P { constructor(private a: number) {} } if (N.x) return E.A; return new P(1)",
    "import { GetCustomerInput } from './servers/crm/index.ts'; const a: GetCustomerInput = { id: 1 }; return a",
    "const { default: double } = await import('./skills/double.ts'); return double(1)",
    "import g from './servers/crm/getCustomer.ts'; return (await g({ id: 1 })).name",
    "let x: string | null = null; [1].forEach(() => { x = 'a' }); return x.length",
    "export default { a: 1 }; export const b = 2;",
    "const pages = await Promise.all([1, 2].map((id) => servers.crm.getCustomer({ id }))); return pages.map((p) => p.name)",
    "return pii.type(context.mail)",
    "return (await servers.crm.get_customer({ id: 1 })).name + (await servers['crm']['get_customer']({ id: 1 })).orders.length",
    "const { get_customer: get } = servers.crm; return (await get({ id: 1 })).name",
    "import * as crm from './servers/crm/index.ts'; return (await crm.get_customer({ id: 1 })).name",
    // Objects that get more fields than they began with.
    "const sum = { total: 1 }; sum.average = sum.total / 2; return sum.average",
    "const c = await servers.crm.getCustomer({ id: 1 }); c.spent = 5; return [c].map((one) => one.spent)",
    "const params = { tags: [] }; params.id = 4; return servers.crm.getCustomer(params)",
    "const params = {}; params.owner = 'a'; params.title = 'b'; return servers.gh.createIssue(params)",
    "const params: Record<string, unknown> = { id: 1 }; return servers.crm.getCustomer(params)",
    "const out = { rows: [], best: null, error: undefined }; out.rows.push(1); out.best = 2; out.error = 'x'; return out",
    "return [1, 2].reduce((all, n) => { all.push(n); return all }, [])",
    "let best = { id: 0 }; best = { id: 1, name: 'a' }; const rows = [{ a: 1 }]; rows.push({ a: 1, b: 2 }); return best",
    // What one part of a union has.
    "const c = await servers.crm.getCustomer({ id: 1 }).catch((e) => ({ error: e.message })); if (c.error) return c.error; return c.name",
    "const list = await servers.crm.getCustomer({ id: 1 }).catch(() => []); return list.orders.length + list.length",
    "const all = await Promise.allSettled([servers.crm.getCustomer({ id: 1 })]); return all.map((one) => one.value?.id ?? one.reason?.message)",
    "const { id, error } = await (async () => Math.random() > 1 ? { id: 1 } : { error: 'x' })(); return id ?? error",
    // A value of an enum that became a string.
    "const issue = { owner: 'a', title: 'b', state: 'open' }; return servers.gh.createIssue(issue)",
    "return Promise.all(['open', 'closed'].map((state) => servers.gh.createIssue({ owner: 'a', title: 'b', state })))",
    "const open = ['open'] as const; const one: 'open' | 'closed' = Math.random() > 1 ? 'open' : 'closed'; return open.includes(one)",
    // Taken by a pattern from what may be nothing.
    "const m = '2026-03'.match(/(?<y>\\d+)/); const { y } = m.groups; return y",
    "const {name} = [await servers.crm.getCustomer({ id: 1 })].find((c) => c.id > 0); return name",
    // What JavaScript turns into what it needs.
    "const c = await servers.crm.getCustomer({ id: 1 }); const copy = { id: 0, ...c }; delete copy.name; return parseInt(c.id) + Math.round('3.6') + Math.max(new Date(1), 2)",
    "const p = new URLSearchParams({ page: 1 }); p.set('limit', 5); return [isNaN('x'), p.toString()]",
    "const by: Record<string, number> = {}; const c = await servers.crm.getCustomer({ id: 1 }); by[c.email] = 1; return { ...by, [c.email]: 2 }",
    "function rank(s: string): number { switch (s) { case 'a': return 1; case 'b': return 2 } } return rank('a')",
    "const { getCustomer } = await import('./servers/crm/index.ts'); return (await getCustomer({ id: 1 })).name",
    "const crm = await import('./servers/crm/index.ts'); return (await crm.getCustomer({ id: 1 })).name",
  ])("the type check has no errors for %s", async (code) => {
    expect(await errors(code)).toEqual([]);
  });

  test("the type check turns errors about learned types into warnings, and no others", async () => {
    const program = await compile("const r = await servers.crm.learned({ id: 1 });\nreturn r.unseen");
    expect(program).toMatchObject({ kind: "compiled", diagnostics: [{ severity: "warning", line: 2 }] });
    expect(await errors("return servers.crm.learned({ id: 'x' })")).toHaveLength(1);
  });

  test('the type check only warns with typecheck "warn", and is silent with "off"', async () => {
    const code = "const c = await servers.crm.getCustomer({ id: 1 });\nreturn c.nam";
    expect(await compile(code, { typecheck: "warn" })).toMatchObject({
      kind: "compiled",
      diagnostics: [{ severity: "warning" }],
    });
    expect(await compile(code, { typecheck: "off" })).toMatchObject({ kind: "compiled", diagnostics: [] });
  });

  test("the type check reads no file of this machine", async () => {
    const code =
      '/// <reference path="/etc/hostname" />\n/// <reference types="node" />\nimport type { A } from "./client.ts";\nlet x: typeof import("/etc/passwd");';
    const program = await compile(code);
    expect(JSON.stringify(program.diagnostics)).not.toContain("root:");
  });

  test("the type check's own declarations have no errors", async () => {
    const server = new TypeServer();
    const files = new Map(checkFiles("import './client.ts';"));
    for (const name of ["client.ts", "globals.d.ts", "servers.d.ts"]) {
      const answer = await server.check(files, `${VIRTUAL_ROOT}/${name}`, 20_000);
      expect([name, answer]).toEqual([name, { kind: "checked", findings: [] }]);
    }
    server.close();
  });
});

function checkFiles(mainText: string): ReadonlyMap<string, string> {
  const nothing = { targets: new Map(), scan: { imports: [], dynamicImports: [] } };
  return createCheckFiles({
    program: { main: nothing, skills: [], resolved: new Map() } as never,
    mainText,
    tools: [],
    open: new Set(),
    host,
    ignoresObserved: false,
  });
}

/** Children of this process that run TypeScript. */
function typescriptChildren(): number[] {
  const out = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return out.split("\n").flatMap((line) => (line.includes("--api") ? [Number.parseInt(line, 10)] : []));
}

describe("the type check's child", () => {
  test("a child that is stopped costs its deadline, and the next check has a new one", async () => {
    const own = createCompiler({ typecheckDeadlineMs: 3_000 });
    const before = new Set(typescriptChildren());
    const check = (code: string) => own.compile({ code, language: "typescript", host, rules: {}, typecheck: "error" });
    expect((await check("return 1")).diagnostics).toEqual([]);
    const [child] = typescriptChildren().filter((pid) => !before.has(pid));
    if (child === undefined) throw new Error("no child");
    process.kill(child, "SIGSTOP");
    expect(await check("return 2")).toMatchObject({ kind: "compiled", diagnostics: [{ rule: "typecheck" }] });
    expect(await check("return (3).foo")).toMatchObject({ kind: "rejected", diagnostics: [{ rule: "ts2339" }] });
    expect(typescriptChildren()).not.toContain(child);
    await own.close();
  });

  test("a child that is killed is replaced, by a cold check for the check that it failed", async () => {
    const own = createCompiler({ typecheckDeadlineMs: 20_000 });
    const before = new Set(typescriptChildren());
    const check = (code: string) => own.compile({ code, language: "typescript", host, rules: {}, typecheck: "error" });
    await check("return 1");
    for (const pid of typescriptChildren().filter((one) => !before.has(one))) process.kill(pid, "SIGKILL");
    for (const code of ["return (2).foo", "return (3).foo"]) {
      expect(await check(code)).toMatchObject({
        kind: "rejected",
        diagnostics: [{ rule: "ts2339", line: 1, column: 12 }],
      });
    }
    await own.close();
    await own.close();
  });

  test("types without end are given up at the deadline", async () => {
    const own = createCompiler({ typecheckDeadlineMs: 1_000 });
    const code = `type B<T> = T extends string ? \`\${T}0\` | \`\${T}1\` | B2<T> : never;
type B2<T extends string> = { [K in B3<T, 16>]: B3<K, 14> }[B3<T, 16>];
type B3<T extends string, N extends number, C extends 1[] = []> = C["length"] extends N ? T : B3<\`\${T}0\`, N, [...C, 1]> | B3<\`\${T}1\`, N, [...C, 1]>;
const x: B2<"a"> = null as any; const y: B2<"b"> = x; return y;`;
    const started = performance.now();
    const program = await own.compile({ code, language: "typescript", host, rules: {}, typecheck: "error" });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(program.diagnostics.length).toBeGreaterThan(0);
    expect(
      (await own.compile({ code: "return 1", language: "typescript", host, rules: {}, typecheck: "error" })).kind,
    ).toBe("compiled");
    await own.close();
  });

  test("checkCold() finds what the warm check finds, at the same place", async () => {
    const files = new Map(checkFiles("const a: number = 'x';\n\nconst 😀b = 1;\nexport const c: string =\n  1;\n"));
    files.set(`${VIRTUAL_ROOT}/main.ts`, "const a: number = 'x';\nexport const c: string =\n  1 + a;\n");
    const server = new TypeServer();
    const warm = await server.check(files, `${VIRTUAL_ROOT}/main.ts`, 20_000);
    server.close();
    const cold = await checkCold(files, 20_000);
    const places = (answer: typeof cold) =>
      answer.kind === "checked" ? answer.findings.map(({ start, code, message }) => [start, code, message]) : answer;
    expect(places(cold)).toEqual(places(warm));
    expect(places(warm)).toHaveLength(2);
  });
});
