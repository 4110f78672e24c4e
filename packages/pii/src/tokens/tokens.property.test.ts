import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeForeign, restoreForeign } from "./escape-foreign.ts";
import { resolveText, type TokenSource } from "./resolve-tokens.ts";
import { tokenPrefixes } from "./token-format.ts";

const piece = fc.oneof(
  fc.constantFrom(...Object.values(tokenPrefixes)),
  fc.constantFrom(
    "[",
    "]",
    "_",
    "~",
    "~~",
    "\\",
    "%5B",
    "%5D",
    "&#91;",
    " ",
    "1",
    "12",
    "０",
    "［",
    "\u200b",
    "email_1",
    "[EMAIL_1]",
    "[EMAIL_~1]",
    ".",
    "-",
  ),
  fc.string({ maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));

/** Every id exists, so whatever is recognised resolves. */
const everything: TokenSource = { valueOf: (id) => `<${id}>`, isForeignName: () => false };

test("escapeForeign() leaves nothing that resolves, and restoreForeign() gives the text back", () => {
  fc.assert(
    fc.property(text, (original) => {
      const escaped = escapeForeign(original);
      expect(resolveText(escaped, everything).used).toEqual([]);
      expect(restoreForeign(escaped)).toBe(original);
    }),
    { numRuns: 3000 },
  );
});

test("resolveText() never looks at what it has put in", () => {
  const source: TokenSource = {
    valueOf: (id) => (id === "EMAIL_1" ? "[EMAIL_2]" : "secret"),
    isForeignName: () => false,
  };
  expect(resolveText("to [EMAIL_1]", source).value).toBe("to [EMAIL_2]");
  expect(resolveText("[EMAIL_1]", source).value).toBe("[EMAIL_2]");
});

test("resolveText() resolves nothing but the token that was written", () => {
  const known = new Map([
    ["EMAIL_1", "one"],
    ["EMAIL_12", "twelve"],
    ["TAX_ID_2", "two"],
  ]);
  const source: TokenSource = { valueOf: (id) => known.get(id), isForeignName: () => false };
  fc.assert(
    fc.property(text, text, fc.constantFrom(...known.keys()), (left, right, id) => {
      const resolved = resolveText(`${left}  [${id}]  ${right}`, source);
      expect(resolved.used).toContain(id);
      expect(String(resolved.value)).toContain(known.get(id));
    }),
    { numRuns: 2000 },
  );
});

test("resolveText() changes a text by mutation of a token into the same value or none", () => {
  const source: TokenSource = { valueOf: (id) => (id === "EMAIL_1" ? "VALUE" : undefined), isForeignName: () => false };
  fc.assert(
    fc.property(fc.nat({ max: 8 }), fc.string({ unit: "binary", maxLength: 1, minLength: 1 }), (at, char) => {
      const mutated = `[EMAIL_1]`.slice(0, at) + char + "[EMAIL_1]".slice(at + 1);
      const { value, used } = resolveText(mutated, source);
      if (used.length > 0) expect(String(value)).toContain("VALUE");
      else expect(value).toBe(mutated);
    }),
    { numRuns: 2000 },
  );
});
