import { describe, expect, test } from "vitest";
import { unwrapPrompt, unwrapResource } from "./call-offer.ts";
import { listOffers, type ReadList } from "./list-offers.ts";
import { createOfferTools } from "./offer-tools.ts";

const both = { hasResources: true, hasPrompts: true };
const empty: Awaited<ReturnType<ReadList>> = { resources: [], resourceTemplates: [], prompts: [] };

function lists(answers: Readonly<Record<string, unknown>>): ReadList {
  return async (method) => answers[method] ?? empty;
}

describe("listOffers()", () => {
  test("listOffers() asks only for what a server declares", async () => {
    const asked: string[] = [];
    const read: ReadList = async (method) => {
      asked.push(method);
      return empty;
    };
    expect(await listOffers({ hasResources: false, hasPrompts: true }, read)).toEqual({ prompts: [], warnings: [] });
    expect(asked).toEqual(["prompts/list"]);
  });

  test("listOffers() ends a list that never does", async () => {
    let page = 0;
    const read: ReadList = async (method) => {
      if (method !== "resources/list") return empty;
      page += 1;
      return { resources: Array.from({ length: 100 }, (_, n) => ({ uri: `x://${page}/${n}` })), nextCursor: `${page}` };
    };
    const offers = await listOffers(both, read);
    expect(offers.resources?.items).toHaveLength(2_000);
    expect(offers.warnings).toHaveLength(1);
  });

  test("listOffers() ends at a cursor that comes twice", async () => {
    const offers = await listOffers(both, async () => ({ prompts: [{ name: "p" }], nextCursor: "same" }));
    expect(offers.prompts?.map(({ name }) => name)).toEqual(["p", "p"]);
  });

  test("listOffers() leaves out what is no resource or prompt, and cleans the rest", async () => {
    const offers = await listOffers(
      both,
      lists({
        "resources/list": {
          resources: [
            null,
            5,
            {},
            { uri: "" },
            { uri: "a\u202eb" },
            { uri: "x".repeat(5_000) },
            { uri: "ok://1", name: "a\u0000b\nc", size: -1 },
          ],
        },
        "prompts/list": {
          prompts: ["x", { name: 5 }, { name: "fine", arguments: [{ name: "a\u200b" }, { name: "b" }, 7] }],
        },
      }),
    );
    expect(offers.resources?.items).toEqual([{ uri: "ok://1", name: "ab c" }]);
    expect(offers.prompts).toEqual([{ name: "fine", arguments: [{ name: "b", required: false }] }]);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no"))],
    ["answers something else", async () => ({ resources: "many", prompts: 7 })],
    ["answers nothing", async () => undefined],
  ])("listOffers() warns and goes on where a server %s", async (_what, read) => {
    const offers = await listOffers(both, read);
    expect(offers).toMatchObject({ resources: { items: [], templates: [] }, prompts: [] });
    expect(offers.warnings).toHaveLength(2);
  });
});

describe("createOfferTools()", () => {
  const many = Array.from({ length: 2_000 }, (_, n) => ({
    uri: `x://${n}`,
    name: "n".repeat(200),
    description: "d".repeat(1_000),
  }));

  test("createOfferTools() bounds what a long list makes of a description", () => {
    const prompts = many.map(({ name, description }, n) => ({ name: `${n}${name}`, description, arguments: [] }));
    const tools = createOfferTools(
      "a",
      { resources: { items: many, templates: many }, prompts, warnings: [] },
      new Set(),
    );
    for (const tool of tools.values()) expect(JSON.stringify(tool).length).toBeLessThan(30_000);
    expect(tools.get("read_resource")?.description).toMatch(/- and 39\d\d more$/);
  });

  test("createOfferTools() makes nothing of nothing, and nothing that is there", () => {
    const none = { resources: { items: [], templates: [] }, prompts: [], warnings: [] };
    expect(createOfferTools("a", none, new Set()).size).toBe(0);
    const some = { resources: { items: many, templates: [] }, warnings: [] };
    expect([...createOfferTools("a", some, new Set(["read_resource"])).keys()]).toEqual(["list_resources"]);
  });
});

describe("unwrapResource() and unwrapPrompt()", () => {
  test.each([undefined, null, 5, "text", {}, { contents: 5 }, { messages: {} }])("refuse %j", (raw) => {
    expect(unwrapResource(raw)).toMatchObject({ kind: "failed", failure: { code: "upstream_failed" } });
    expect(unwrapPrompt(raw)).toMatchObject({ kind: "failed", failure: { code: "upstream_failed" } });
  });

  test("unwrapPrompt() keeps typed content and refuses what is nested too deep", () => {
    const image = { type: "image", data: "AA==", mimeType: "image/png" };
    expect(unwrapPrompt({ messages: [{ role: "assistant", content: image }] })).toEqual({
      kind: "ok",
      value: { messages: [{ role: "assistant", content: image }] },
    });
    let deep: unknown = 1;
    for (let depth = 0; depth < 500; depth += 1) deep = [deep];
    expect(unwrapPrompt({ messages: [{ role: "user", content: { type: "odd", deep } }] })).toMatchObject({
      kind: "failed",
    });
  });
});
