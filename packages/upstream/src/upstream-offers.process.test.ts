import type { ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { startTestUpstream, type TestUpstream, until } from "./start-test-upstream.ts";

function toolsOf({ changes }: TestUpstream): ReadonlyMap<string, ToolEntry> {
  const last = changes.findLast(({ kind }) => kind === "tools");
  return new Map(last?.kind === "tools" ? last.tools.map((tool) => [tool.name, tool]) : []);
}

async function start(...options: readonly string[]): Promise<TestUpstream> {
  const subject = startTestUpstream({ servers: { a: toFixture("offers", ...options) } });
  await subject.upstream.connect("a");
  return subject;
}

describe("createUpstream() with a server that has resources and prompts", () => {
  test("resources and prompts become tools that only read, named in their descriptions", async () => {
    await using subject = await start();
    const tools = toolsOf(subject);
    for (const name of ["list_resources", "read_resource", "get_prompt"]) {
      expect(tools.get(name)?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    }
    const { description = "" } = tools.get("read_resource") ?? {};
    for (const words of ["docs://readme", "How to begin", "crm://customers/{id}", "One customer"]) {
      expect(description).toContain(words);
    }
    expect(tools.get("get_prompt")?.description).toContain("summarize(text, style?) Summarizes a text");
    expect(tools.get("get_prompt")?.inputSchema).toMatchObject({ properties: { name: { enum: ["summarize"] } } });
  });

  test("list_resources has resources and templates", async () => {
    await using subject = await start();
    const outcome = await subject.call("a.list_resources");
    expect(outcome).toMatchObject({
      kind: "ok",
      value: {
        resources: expect.arrayContaining([
          { uri: "docs://readme", name: "readme", description: "How to begin", mimeType: "text/markdown" },
        ]),
        templates: [{ uri: "crm://customers/{id}", name: "customer" }],
      },
    });
  });

  test.each([
    ["text", "docs://readme", "# Begin here"],
    ["JSON", "data://numbers", { numbers: [1, 2, 3] }],
    ["an image", "image://dot", { type: "image", mimeType: "image/png", data: "iVBORw0KGgo=" }],
    ["what a template makes", "crm://customers/7", { id: "7" }],
    [
      "several contents",
      "pair://two",
      [
        { type: "resource", resource: { uri: "pair://two/1", text: "one" } },
        { type: "resource", resource: { uri: "pair://two/2", text: "two" } },
      ],
    ],
  ])("read_resource comes back as %s", async (_what, uri, value) => {
    await using subject = await start();
    expect(await subject.call("a.read_resource", { uri })).toEqual({ kind: "ok", value });
  });

  test("get_prompt fills in a prompt", async () => {
    await using subject = await start();
    const args = { name: "summarize", arguments: { text: "a long story" } };
    expect(await subject.call("a.get_prompt", args)).toEqual({
      kind: "ok",
      value: { description: "A summary", messages: [{ role: "user", content: "Summarize (short): a long story" }] },
    });
  });

  test.each([
    ["a resource that is not there", "read_resource", { uri: "docs://nothing" }],
    ["a resource without address", "read_resource", {}],
    ["a prompt that is not there", "get_prompt", { name: "nothing" }],
    ["a prompt without its argument", "get_prompt", { name: "summarize" }],
    ["arguments that are no texts", "get_prompt", { name: "summarize", arguments: { text: 5 } }],
  ])("%s is a failure with a reason", async (_what, tool, args) => {
    await using subject = await start();
    expect(await subject.call(`a.${tool}`, args)).toMatchObject({ kind: "failed", failure: { retryable: false } });
  });

  test("a server's own tool of such a name goes first", async () => {
    await using subject = await start("--own");
    expect(await subject.call("a.read_resource")).toEqual({ kind: "ok", value: { from: "its own tool" } });
    expect(toolsOf(subject).has("list_resources")).toBe(true);
  });

  test("a list that never comes costs a warning, not the tools", async () => {
    await using subject = await start("--hang");
    expect(subject.upstream.servers()).toMatchObject([
      { state: "connected", warnings: ["prompts/list could not be read"] },
    ]);
    expect(toolsOf(subject).has("get_prompt")).toBe(false);
    expect(await subject.call("a.read_resource", { uri: "docs://readme" })).toMatchObject({ kind: "ok" });
  });

  test("a resource that comes later is named too", async () => {
    await using subject = await start();
    await subject.call("a.add_resource", { name: "fresh" });
    await until(() => toolsOf(subject).get("read_resource")?.description.includes("note://fresh") === true);
  });

  test("callTool() hands on the trace of the request, and nothing that is none", async () => {
    await using subject = await start();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    expect(await subject.call("a.meta", {}, { traceparent })).toMatchObject({ kind: "ok", value: { traceparent } });
    const forged = await subject.call("a.meta", {}, { traceparent: "00-0-0-01\nx" });
    expect(forged).toMatchObject({ kind: "ok" });
    expect(JSON.stringify(forged)).not.toContain("traceparent");
  });
});
