import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectSurface, type SurfaceClient } from "../fixtures/call-surface.ts";
import { createGatewayFolder, type GatewayFolder, openGatewayIn, type TestGateway } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const tokens = { ann: "ann-has-a-long-token", bob: "bob-has-a-long-token" };
const options = {
  servers: {
    many: toFixture("many-tools", "--tools", "12"),
    counter: toFixture("counter", "--file", join(mkdtempSync(join(tmpdir(), "sluice-counter-")), "file")),
  },
  config: { http: { port: 0, tokens } },
};
const opened: (Disposable | AsyncDisposable)[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).reverse()) {
    if (Symbol.asyncDispose in part) await part[Symbol.asyncDispose]();
    else part[Symbol.dispose]();
  }
});

async function open(folder: GatewayFolder): Promise<TestGateway> {
  const gateway = await openGatewayIn(folder);
  opened.push(gateway);
  return gateway;
}

function createFolder(): GatewayFolder {
  const folder = createGatewayFolder(options);
  opened.push(folder);
  return folder;
}

const as = (gateway: TestGateway, who: keyof typeof tokens): SurfaceClient =>
  connectSurface(gateway.url, { authorization: `Bearer ${tokens[who]}` });

const things = async (client: SurfaceClient): Promise<readonly string[]> =>
  (await client.search("does the thing", { server: "many", limit: 12 })).map(({ address }) => address);

test("what a principal called well rises among equals, for that principal alone, also after a restart", async () => {
  const folder = createFolder();
  const gateway = await open(folder);
  const before = await things(as(gateway, "ann"));
  const last = before.at(-1) ?? "";
  const call = `import { callTool } from "./client.ts";\nfor (let i = 0; i < 5; i++) await callTool(context, { value: i });`;
  expect(await as(gateway, "ann").run(call, { context: last })).toMatchObject({ success: true });
  const risen = await things(as(gateway, "ann"));
  expect(risen.indexOf(last)).toBeLessThan(before.indexOf(last));
  expect(risen.filter((address) => address !== last)).toEqual(before.slice(0, -1));
  expect(await things(as(gateway, "bob"))).toEqual(before);
  await gateway[Symbol.asyncDispose]();

  const next = await open(folder);
  expect(await things(as(next, "ann"))).toEqual(risen);
  expect(await things(as(next, "bob"))).toEqual(before);
});

test("a skill that was called or imported well rises among equals; one that fails when called does not", async () => {
  const gateway = await open(createFolder());
  const client = as(gateway, "ann");
  const skills = async (): Promise<readonly string[]> =>
    (await client.search("add the numbers of a list", { kind: "skill" })).map(({ name }) => name);
  for (const name of ["sum-a", "sum-b", "sum-c"]) {
    const code = `if (context?.isBroken) throw new Error("broken");\nreturn "${name}";`;
    const { runId } = await client.run(code);
    const saved = await client.tool("saveSkill", { name, description: "Adds the numbers of a list", fromRun: runId });
    expect(saved).toMatchObject({ name });
  }
  const before = await skills();
  const [first = "", second = "", third = ""] = before;
  expect(before).toHaveLength(3);
  const call = (name: string, isBroken: boolean): Promise<unknown> =>
    client.tool("callTool", { address: `skills.${name}`, arguments: { isBroken } });
  for (let i = 0; i < 4; i++) {
    expect(await call(second, true)).toMatchObject({ success: false });
    expect(await call(third, false)).toMatchObject({ success: true, result: third });
  }
  expect(await skills()).toEqual([third, first, second]);
  const imported = `import skill from "./skills/${first}.ts";\nreturn await skill(context);`;
  for (let i = 0; i < 8; i++) expect(await client.run(imported)).toMatchObject({ output: first });
  expect(await skills()).toEqual([first, third, second]);
});

test("readOnly leaves out and does not count what may change something, for agents and for code", async () => {
  const gateway = await open(createFolder());
  const client = as(gateway, "ann");
  const find = async (readOnly: boolean): Promise<unknown> => {
    const { results, total } = await client.tool("searchTools", { query: "count", server: "counter", readOnly });
    return [total, (results as { name: string }[]).map(({ name }) => name).sort()];
  };
  expect(await find(false)).toEqual([4, ["get_count", "increment", "increment_once", "increment_slowly"]]);
  expect(await find(true)).toEqual([1, ["get_count"]]);
  const answer = await client.run(
    'import { searchTools } from "./client.ts";\nconst { total } = await searchTools("count", { server: "counter", readOnly: true });\nreturn total;',
  );
  expect(answer).toMatchObject({ output: 1 });
});
