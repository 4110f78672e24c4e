import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "./linear-pattern.ts";

const atom = fc.constantFrom(
  "a",
  "b",
  "c",
  ".",
  "\\d",
  "\\w",
  "[a-c]",
  "[^a]",
  "\\.",
  "-",
  "é",
  "\\b",
  "^",
  "$",
  "[\\]x]",
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "*?", "+?");
const { pattern } = fc.letrec<{ pattern: string; sequence: string; part: string }>((tie) => ({
  pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((parts) => parts.join("|")),
  sequence: fc.array(tie("part"), { maxLength: 3 }).map((parts) => parts.join("")),
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([text, times]) => (["^", "$", "\\b"].includes(text) ? text : text + times)),
    fc
      .tuple(fc.constantFrom("(", "(?:"), tie("pattern"), quantifier)
      .map(([open, inner, times]) => `${open}${inner})${times}`),
  ),
}));
const text = fc.string({
  unit: fc.constantFrom("a", "b", "c", "x", "1", ".", "-", "é", " ", "]", "\n"),
  maxLength: 12,
});

describe("compilePattern()", () => {
  test("agrees with the engine's own regular expressions", () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const compiled = compilePattern(source);
        fc.pre(compiled !== undefined);
        expect(compiled?.test(subject), `${source} on ${JSON.stringify(subject)}`).toBe(
          new RegExp(source, "u").test(subject),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
