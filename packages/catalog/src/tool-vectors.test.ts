import { describe, expect, test } from "vitest";
import { ToolVectors } from "./tool-vectors.ts";
import { normalize, WordVectors } from "./word-vectors.ts";

function createVector(seed: number, dimensions: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, (_, at) => Math.sin(seed * 7.3 + at * 1.7));
  normalize(vector);
  return vector;
}

describe("ToolVectors", () => {
  test("compare() agrees with the cosine computed number by number, also after growing", () => {
    for (const dimensions of [16, 40, 128]) {
      const vectors = new ToolVectors(dimensions, 4);
      const rows = Array.from({ length: 50 }, (_, at) => createVector(at, dimensions));
      for (const [slot, row] of rows.entries()) vectors.set(slot, row);
      vectors.set(7, undefined);
      const query = createVector(99, dimensions);
      const { products, scale } = vectors.compare(query, 60);
      for (const [slot, row] of rows.entries()) {
        const exact = slot === 7 ? 0 : row.reduce((sum, value, at) => sum + value * (query[at] as number), 0);
        expect((products[slot] as number) * scale).toBeCloseTo(exact, 1.7);
        expect(vectors.cosine(query, slot)).toBeCloseTo(exact, 1.7);
      }
      expect(products[55]).toBe(0);
    }
  });
});

describe("WordVectors", () => {
  const table = createTable(
    ["cat", "dog"],
    [
      [127, 0],
      [0, 127],
    ],
  );

  test("embed() is the mean of the known words, of length 1", () => {
    const vectors = new WordVectors(table);
    expect(vectors.dimensions).toBe(2);
    expect([...(vectors.embed("cat the Dog unknown") ?? [])].map((value) => value.toFixed(2))).toEqual([
      "0.71",
      "0.71",
    ]);
    expect(vectors.embed("nothing known")).toBeUndefined();
    expect(vectors.has("cat")).toBe(true);
  });

  test("WordVectors refuses a table whose header does not fit its length", () => {
    expect(() => new WordVectors(table.subarray(0, table.length - 1))).toThrow(RangeError);
  });
});

function createTable(words: readonly string[], rows: readonly (readonly number[])[]): Uint8Array {
  const text = Buffer.from(words.join("\n"));
  const header = Buffer.alloc(12);
  header.writeUInt32LE(words.length, 0);
  header.writeUInt32LE(rows[0]?.length ?? 0, 4);
  header.writeUInt32LE(text.length, 8);
  const scales = Buffer.alloc(words.length * 4);
  for (let at = 0; at < words.length; at += 1) scales.writeFloatLE(0.01, at * 4);
  return Buffer.concat([header, text, scales, Buffer.from(Int8Array.from(rows.flat()).buffer)]);
}
