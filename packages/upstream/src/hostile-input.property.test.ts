import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, hasInvisible, sliceWhole } from "./clean-text.ts";
import { findHeaderProblem } from "./header-declarations.ts";
import { listTools } from "./list-tools.ts";
import { sanitizeTool } from "./sanitize-tool.ts";
import { unwrapResult } from "./unwrap-result.ts";

const limits = { maxTools: 5, maxPages: 3, maxListBytes: 10_000, maxToolBytes: 1_000 };
/** As it comes off a wire: the negative zero of memory has no JSON. */
const anything = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const toolLike = fc.record(
  {
    name: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "__proto__", "constructor"), anything),
    title: anything,
    description: fc.oneof(fc.string({ unit: "binary" }), anything),
    inputSchema: fc.oneof(
      fc.record({ type: fc.constant("object"), properties: fc.dictionary(fc.string(), anything) }),
      anything,
    ),
    outputSchema: anything,
    annotations: anything,
  },
  { requiredKeys: [] },
);

describe("whatever a server sends", () => {
  test("sanitizeTool() never throws, and what it lets through has a clean name and an object schema", () => {
    fc.assert(
      fc.property(fc.oneof(toolLike, anything), (raw) => {
        const { definition, warnings } = sanitizeTool(raw, 1_000);
        if (definition === undefined) {
          expect(warnings).toHaveLength(1);
          return;
        }
        expect(hasInvisible(definition.name)).toBe(false);
        expect(definition.inputSchema).toBeTypeOf("object");
        expect(findHeaderProblem(definition.inputSchema) ?? "").toBeTypeOf("string");
      }),
    );
  });

  test("listTools() keeps to its limits and to unique names", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ tools: fc.oneof(fc.array(toolLike), anything), nextCursor: anything }), { minLength: 1 }),
        async (pages) => {
          let next = 0;
          const { tools } = await listTools("s", async () => pages[next++ % pages.length] ?? { tools: [] }, limits);
          expect(next).toBeLessThanOrEqual(limits.maxPages);
          expect(tools.length).toBeLessThanOrEqual(limits.maxTools);
          expect(new Set(tools.map(({ address }) => address)).size).toBe(tools.length);
        },
      ),
    );
  });

  test("unwrapResult() never throws and gives JSON", () => {
    const block = fc.record(
      {
        type: fc.constantFrom("text", "image", "audio", "resource", "resource_link", "x"),
        text: anything,
        data: anything,
        uri: anything,
        resource: anything,
      },
      { requiredKeys: ["type"] },
    );
    const result = fc.record(
      {
        content: fc.oneof(fc.array(fc.oneof(block, anything)), anything),
        structuredContent: anything,
        isError: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(result, anything), (raw) => {
        const outcome = unwrapResult(raw);
        expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
        if (outcome.kind === "failed") expect(outcome.failure.message).not.toBe("");
      }),
    );
  });

  test("cleanText() leaves nothing hidden and no half of a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 50 }), (raw, maxLength) => {
        const { text } = cleanText(raw, maxLength);
        expect(hasInvisible(text.replace(/[\n\t]/g, ""))).toBe(false);
        expect(sliceWhole(raw, maxLength).length).toBeLessThanOrEqual(maxLength);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
});
