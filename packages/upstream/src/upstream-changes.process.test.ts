import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type FixtureName, toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { createTestFile, startTestUpstream, until } from "./start-test-upstream.ts";

const modulePath = (path: string): string => fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url));

describe("list_changed", () => {
  test.each<[FixtureName, object]>([
    ["changing-list", { name: "fresh" }],
    ["old-era", {}],
  ])("%s adds a tool that can be called right after", async (fixture, args) => {
    await using subject = startTestUpstream({ servers: { a: toFixture(fixture) } });
    await subject.call("a.add_tool", { ...args });
    const has = (name: string): boolean => {
      const last = subject.changes.findLast(({ kind }) => kind === "tools");
      return last?.kind === "tools" && last.tools.some((tool) => tool.name === name);
    };
    await until(() => has("fresh") || has("added"));
  });

  test("a burst of notices makes few refreshes, and the last state counts", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("changing-list") } });
    await subject.upstream.connect("a");
    const before = subject.upstream.servers()[0]?.tools ?? 0;
    await subject.call("a.add_many", { count: 200 });
    await until(() => subject.upstream.servers()[0]?.tools === before + 200);
    expect(subject.changes.filter(({ kind }) => kind === "tools").length).toBeLessThanOrEqual(3);
  });

  test("a change that changes nothing is not told", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("changing-list") } });
    await subject.call("a.add_tool", { name: "x", description: "one" });
    await until(() => subject.changes.length === 3);
    await subject.call("a.add_tool", { name: "x", description: "one" });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(subject.changes).toHaveLength(3);
    await subject.call("a.add_tool", { name: "x", description: "two" });
    await until(() => subject.changes.length === 4);
  });
});

describe("servers of others", () => {
  test("server-filesystem, server-memory and server-everything work", async () => {
    const folder = createTestFile("");
    const run = (name: string, ...args: readonly string[]) => ({
      command: process.execPath,
      args: [modulePath(`@modelcontextprotocol/server-${name}/dist/index.js`), ...args],
    });
    await using subject = startTestUpstream({
      servers: {
        files: run("filesystem", folder),
        memory: { ...run("memory"), env: { MEMORY_FILE_PATH: createTestFile("memory.json") } },
        everything: run("everything"),
      },
    });
    await subject.call("files.write_file", { path: `${folder}/a.txt`, content: "привет" });
    expect(await subject.call("files.read_text_file", { path: `${folder}/a.txt` })).toMatchObject({
      kind: "ok",
      value: { content: "привет" },
    });
    expect(await subject.call("files.read_text_file", { path: "/etc/passwd" })).toMatchObject({
      failure: { code: "tool_failed" },
    });
    const entities = [{ name: "Ada", entityType: "person", observations: ["counts"] }];
    await subject.call("memory.create_entities", { entities });
    expect(await subject.call("memory.read_graph")).toMatchObject({ kind: "ok", value: { entities } });
    expect(await subject.call("everything.echo", { message: "hi" })).toEqual({ kind: "ok", value: "Echo: hi" });
    expect(await subject.call("everything.get-structured-content", { location: "New York" })).toMatchObject({
      kind: "ok",
      value: { temperature: expect.any(Number) },
    });
    expect(subject.upstream.servers().map(({ state }) => state)).toEqual(["connected", "connected", "connected"]);
  });
});
