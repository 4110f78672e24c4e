import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";

describe("LineReader", () => {
  test("LineReader gives the same lines whatever the chunks", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", ""));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 20 })), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        const reader = new LineReader(1_000_000);
        const read: string[] = [];
        let start = 0;
        for (const size of [...sizes, bytes.length]) {
          for (const part of reader.push(bytes.subarray(start, start + size))) read.push(part.toString("utf8"));
          start += size;
        }
        expect(read).toEqual(lines);
      }),
    );
  });

  test("LineReader refuses a line over the limit, however it arrives", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const reader = new LineReader(100);
        const pour = (): void => {
          for (const size of sizes) reader.push(Buffer.alloc(size, "x"));
        };
        if (total > 100) expect(pour).toThrow(RangeError);
        else expect(pour).not.toThrow();
      }),
    );
  });
});
