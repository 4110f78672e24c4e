import { createToolEntry, type Json, type ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { renderTool } from "./render-tool.ts";
import { createShapeLearner } from "./shape-learner.ts";

const entry = createToolEntry("github", {
  name: "list_pull_requests",
  description: "Lists them",
  inputSchema: { type: "object", properties: { repo: { type: "string" } } },
  annotations: {},
});

async function typeOf(values: readonly Json[], tool: ToolEntry = entry): Promise<string> {
  const learner = createShapeLearner();
  for (const value of values) learner.learn(tool, value);
  const { declaration } = await renderTool(tool, "f", learner.shapeOf(tool));
  return (
    /export (?:interface FOutput|type FOutput =) ([\s\S]*?)\n\n?\/\*\*/
      .exec(declaration)?.[1]
      ?.replace(/\s+/g, " ")
      .trim() ?? ""
  );
}

describe("createShapeLearner()", () => {
  test.each<[string, Json[], string]>([
    ["text", ["a", "b"], "string;"],
    ["a list", [[1, 2], []], "number[];"],
    ["an empty list", [[]], "unknown[];"],
    ["a record", [{ id: 1, title: "a", open: true }], "{ id: number title: string open: boolean }"],
    ["fields that some lack", [{ id: 1, name: "a" }, { id: 2 }], "{ id: number name?: string }"],
    ["fields that some lists' items lack", [[{ id: 1 }, { id: 2, tags: ["x"] }]], "{ id: number tags?: string[] }[];"],
    [
      "fields that may be null",
      [
        { id: 1, closedAt: null },
        { id: 2, closedAt: "x" },
      ],
      "{ id: number closedAt: null | string }",
    ],
    ["several kinds", [1, "a", null], "null | number | string;"],
    ["a wrapper named after the tool", [{ pullRequests: [{ id: 1 }] }], "{ pullRequests: { id: number }[] }"],
  ])("learns %s", async (_name, values, expected) => {
    expect((await typeOf(values)).replace(/[()]/g, "")).toBe(expected);
  });

  test.each<[string, Json]>([
    ["e-mails", { "ann@example.org": { id: 1 }, "bob@example.org": { id: 2 } }],
    ["ids", { "4f9c2ab1-0000-4000-8000-1234567890ab": 1 }],
    ["numbers", { "10023": "x", "10024": "y" }],
    ["customer ids", { cus_9sX2kq81: { id: 1 }, cus_8aB3: { id: 2 } }],
    ["phone numbers", { "+4917012345678": { id: 1 } }],
    ["first names", { alice: 3, bob: 4 }],
    ["first names over records", { alice: { age: 1 }, bob: { age: 2 } }],
    ["one first name", { alice: { age: 1 } }],
    ["first names beside fields", { total: 7, alice: 3, "bob@example.org": 4 }],
    ["full names", { "Alice Smith": 1, "Bob Jones": null }],
    ["user names", { john_price: 1, anna_page: 2 }],
    ["names in other scripts", { Мария: 1, 李明: 2 }],
    ["names below a list", [{ by: { alice: [1], bob: [2] } }]],
  ])("keeps no name of a dictionary by %s", async (_name, value) => {
    const learner = createShapeLearner();
    learner.learn(entry, value);
    const type = await typeOf([value]);
    const text = `${type}${JSON.stringify(learner.toJson())}`;
    expect(type).toContain("[k: string]:");
    expect(text).not.toMatch(/alice|bob|smith|4f9c|1002|cus|4917|john|anna|Мария|李明/i);
  });

  test("keeps no name that its caller knows to be personal", () => {
    const learner = createShapeLearner();
    learner.learn(entry, { alice: 1, bob: "x", other: true }, { isPersonal: (text) => text !== "other" });
    expect(JSON.stringify(learner.toJson())).not.toMatch(/alice|bob/);
    expect(JSON.stringify(learner.shapeOf(entry))).not.toMatch(/alice|bob/);
  });

  test("keeps no name that reads like a person's, in records neither, unless tools use its words", async () => {
    const isPersonName = (key: string): boolean => ["anna", "hughes", "repo"].includes(key);
    const learner = createShapeLearner();
    learner.learn(entry, { anna: "x", total: 3, repo: { id: 1, hughes: { role: "x" } } }, { isPersonName });
    const text = JSON.stringify([learner.toJson(), learner.shapeOf(entry)]);
    expect(text).not.toMatch(/anna|hughes/);
    expect(text).toMatch(/total.*repo/);
  });

  test("forgets names once the place turns out to be a dictionary", async () => {
    const values: Json[] = [{ alice: 1, bob: "x" }, { "carol@example.org": 3 }];
    expect(await typeOf(values.slice(0, 1))).toContain("alice");
    expect(await typeOf(values)).toBe("{ [k: string]: number | string }");
  });

  test("forgets names that come and go", async () => {
    const values: Json[] = Array.from({ length: 100 }, (_, at) => ({
      [`q${String.fromCharCode(97 + (at % 26))}${String.fromCharCode(97 + Math.floor(at / 26))}o`]: 1,
      other: "x",
    }));
    expect(await typeOf(values)).not.toMatch(/q[a-z]{2}o/);
  });

  test("never keeps a value", () => {
    const learner = createShapeLearner();
    learner.learn(entry, { id: "secret-1", list: ["secret-2", { name: "secret-3" }], n: 424242 });
    const text = JSON.stringify([learner.toJson(), learner.shapeOf(entry)]);
    expect(text).not.toContain("secret");
    expect(text).not.toContain("424242");
  });

  test("marks the type as observed, with the number of calls", async () => {
    const learner = createShapeLearner();
    for (let call = 0; call < 3; call += 1) learner.learn(entry, { id: call });
    const rendered = await renderTool(entry, "listPullRequests", learner.shapeOf(entry));
    expect(rendered.observedCalls).toBe(3);
    expect(rendered.declaration).toContain("@observed result type learned from 3 calls");
    expect(rendered.signature).toContain("Promise<ListPullRequestsOutput>");
  });

  test("is kept per definition, and not for tools that declare their output", () => {
    const learner = createShapeLearner();
    learner.learn(entry, { id: 1 });
    const changed = createToolEntry("github", { ...entry, description: "Lists them all" });
    const declared = createToolEntry("github", { ...entry, outputSchema: { type: "object" } });
    learner.learn(declared, { id: 1 });
    expect(learner.shapeOf(entry)?.calls).toBe(1);
    expect(learner.shapeOf(changed)).toBeUndefined();
    expect(learner.shapeOf(declared)).toBeUndefined();
    learner.forget(entry.digest);
    expect(learner.shapeOf(entry)).toBeUndefined();
  });

  test("goes on after being saved", () => {
    const first = createShapeLearner();
    first.learn(entry, { id: 1, tags: ["a"], by: { "ann@example.org": 1 } });
    const second = createShapeLearner({ saved: JSON.parse(JSON.stringify(first.toJson())) });
    expect(second.shapeOf(entry)).toEqual(first.shapeOf(entry));
    second.learn(entry, { id: 2 });
    expect(second.shapeOf(entry)?.schema).toMatchObject({ required: ["id"] });
    expect(second.shapeOf(entry)?.calls).toBe(2);
  });

  test.each([
    [null],
    [3],
    [{}],
    [
      {
        version: 1,
        tools: [
          [1, 2],
          ["d", "x", {}],
          ["e", 1, null],
        ],
      },
    ],
    [{ version: 9 }],
  ])("starts anew from a broken save: %j", (saved) => {
    const learner = createShapeLearner({ saved });
    learner.learn(entry, 1);
    expect(learner.shapeOf(entry)?.calls).toBe(1);
  });

  test("bounds what one result can cost", () => {
    const learner = createShapeLearner({ maxTools: 2 });
    let deep: Json = 1;
    for (let at = 0; at < 2_000; at += 1) deep = { a: [deep] };
    const wide = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, at) => [
        `total${String.fromCharCode(97 + (at % 26)).repeat(1 + (at % 40))}`,
        { id: at },
      ]),
    );
    learner.learn(entry, [deep, wide, Array.from({ length: 100_000 }, (_, at) => ({ [`k${at}`]: at }))]);
    expect(JSON.stringify(learner.toJson()).length).toBeLessThan(200_000);
    for (const name of ["a", "b", "c"]) learner.learn(createToolEntry("s", { ...entry, name }), 1);
    expect(learner.shapeOf(entry)).toBeUndefined();
  });
});
