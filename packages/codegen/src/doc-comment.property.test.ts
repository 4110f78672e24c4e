import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderComment, toDocLines, toFieldDoc, toToolDoc } from "./doc-comment.ts";

const prose = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "*",
        "/",
        "*/",
        "/*",
        "\\",
        "@",
        "@ts-ignore",
        "\n",
        "\r",
        "\u2028",
        "\u200b",
        "\u202e",
        " ",
        "a",
        "{@link x}",
        "\u0000",
      ),
    )
    .map((parts) => parts.join("")),
);

function expectOneComment(comment: string): void {
  if (comment === "") return;
  expect(comment.indexOf("*/")).toBe(comment.length - 3);
  expect(comment.startsWith("/**")).toBe(true);
  expect(comment.indexOf("/*", 1)).toBe(-1);
  expect(comment).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

describe("renderComment()", () => {
  test("gives exactly one comment, whatever a server wrote", () => {
    fc.assert(
      fc.property(prose, fc.boolean(), (text, readOnlyHint) => {
        expectOneComment(renderComment(toDocLines(text, 500)));
        expectOneComment(
          renderComment(
            toToolDoc({
              description: text,
              title: text,
              annotations: { readOnlyHint },
              argsDoc: text,
              returnsDoc: text,
              examples: [],
              isDeprecated: false,
            }),
          ),
        );
        expectOneComment(
          renderComment(
            toFieldDoc({
              description: text,
              default: text,
              examples: [text, { [text]: text }],
              format: text,
              pattern: text,
              deprecated: text,
            }),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("has no tag that a server wrote", () => {
    fc.assert(
      fc.property(prose, (text) => {
        for (const line of toDocLines(text, 500)) expect(line).not.toMatch(/^[\s*/]*@/);
      }),
    );
  });

  test("is no longer than allowed", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2_000, unit: "grapheme" }),
        fc.integer({ min: 10, max: 100 }),
        (text, maxChars) => {
          expect(
            toDocLines(text, maxChars)
              .join("\n")
              .replace(/\\@|\* (?=\/)|\/ (?=\*)/g, "").length,
          ).toBeLessThanOrEqual(maxChars);
        },
      ),
    );
  });
});
