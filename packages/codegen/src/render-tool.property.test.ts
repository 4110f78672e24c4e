import { createToolEntry, type JsonObject, type JsonSchema } from "@sluice/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitrarySchema } from "../../../test/fixtures/arbitrary-schema.ts";
import { createArgumentChecker } from "./check-arguments.ts";
import { renderTool } from "./render-tool.ts";

describe("renderTool()", () => {
  test("gives one function and its types, whatever the schemas are", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrarySchema,
        arbitrarySchema,
        fc.string({ unit: "binary" }),
        async (input, output, description) => {
          const entry = createToolEntry("s", {
            name: "t",
            description,
            inputSchema: input as JsonSchema,
            outputSchema: output as JsonSchema,
            annotations: {},
          });
          const { declaration, signature } = await renderTool(entry, "t");
          expect(declaration.startsWith("export ")).toBe(true);
          expect(declaration.match(/^export declare function t\(args\??: TInput\): Promise<TOutput>;$/gm)).toHaveLength(
            1,
          );
          const heads = declaration.match(/^export (?:interface|type|declare function) [\p{ID_Continue}]+/gmu) ?? [];
          expect(declaration.match(/^export /gm)).toHaveLength(heads.length);
          expect(new Set(heads).size).toBe(heads.length);
          expect(declaration).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(signature).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
      { numRuns: 200 },
    );
  }, 120_000);
});

describe("checkArguments()", () => {
  test("never throws, whatever the schema and the arguments are", () => {
    const checker = createArgumentChecker();
    fc.assert(
      fc.property(arbitrarySchema, fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (inputSchema, args) => {
        const entry = createToolEntry("s", {
          name: "t",
          description: "",
          inputSchema: inputSchema as JsonSchema,
          annotations: {},
        });
        for (const problem of checker.check(entry, args as JsonObject)) {
          expect(problem.path).not.toBe("");
          expect(problem.message).not.toBe("");
        }
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
