import fc from "fast-check";
import { expect, test } from "vitest";
import { toPatterns } from "../vault/value-patterns.ts";
import { findValues } from "./find-values.ts";
import { encodings, innerEncodings, outerEncodings } from "./test-encodings.ts";
import { makeTestValue } from "./test-values.ts";
import { ValueIndex } from "./value-index.ts";

const value = fc
  .infiniteStream(fc.double({ min: 0, max: 0.999999, noNaN: true }))
  .map((stream) => makeTestValue(() => stream.next().value ?? 0));
const encode = (name: string, text: string): string => (encodings[name] as (text: string) => string)(text);

function indexWith({ type, value: text }: ReturnType<typeof makeTestValue>): ValueIndex<string> {
  const index = new ValueIndex<string>();
  for (const pattern of toPatterns(type, text)) index.add(pattern.text, pattern.boundary, text, pattern.isDerived);
  return index;
}

test.each(Object.keys(encodings))("findValues() finds values by %s", (name) => {
  fc.assert(
    fc.property(value, fc.constantFrom("", "id 7: ", '{"a":"'), (secret, before) => {
      const text = `${before}${encode(name, secret.value)}\n`;
      expect(findValues(text, indexWith(secret)).length, `${secret.value} as ${text}`).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
});

test("findValues() finds values that were encoded twice", () => {
  fc.assert(
    fc.property(
      value,
      fc.constantFrom(...innerEncodings),
      fc.constantFrom(...outerEncodings),
      (secret, inner, outer) => {
        const text = `x ${encode(outer, encode(inner, secret.value))} y`;
        expect(findValues(text, indexWith(secret)).length, `${inner} in ${outer}: ${secret.value}`).toBeGreaterThan(0);
      },
    ),
    { numRuns: 400 },
  );
});

test("findValues() throws nothing and finds nothing in random text", () => {
  const index = indexWith({ type: "email", value: "somebody.known@example.com" });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.base64String({ maxLength: 400 }),
        fc.string({ maxLength: 300 }),
      ),
      (text) => {
        expect(findValues(text, index)).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
