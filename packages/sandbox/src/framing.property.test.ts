import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countDepth, FrameReader } from "./framing.ts";

const MAX_DEPTH = 12;

function read(chunks: readonly Buffer[], maxFrameBytes = 4096) {
  const frames: unknown[] = [];
  const text: Buffer[] = [];
  const faults: string[] = [];
  const reader = new FrameReader({
    maxFrameBytes: () => maxFrameBytes,
    maxDepth: MAX_DEPTH,
    onFrame: (value) => frames.push(value) > 0,
    onText: (bytes) => text.push(bytes),
    onFault: (fault) => faults.push(fault),
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return { frames, faults, text: Buffer.concat(text).toString("latin1") };
}

/** The same bytes, cut at any places. */
const cut = (bytes: Buffer) =>
  fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 }).map((places) => {
    const edges = [0, ...places.sort((a, b) => a - b), bytes.length];
    return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
  });

const textLine = fc
  .string({ unit: "binary" })
  .map((line) => line.replaceAll("\n", " "))
  .filter((line) => !line.startsWith("{"));
const frameLine = fc
  .dictionary(fc.constantFrom("a", "b", "text", "args"), fc.jsonValue({ maxDepth: 4 }))
  .map((fields) => ({ type: "log", ...withoutProtoKeys(fields) }));

/** Such a key is refused on purpose; the second test is about those. */
function withoutProtoKeys(fields: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields).replaceAll("__proto__", "proto"));
}

describe("FrameReader", () => {
  test("FrameReader gives the same frames and text under any chunking", () => {
    const lines = fc.array(fc.oneof(frameLine, textLine), { maxLength: 12 });
    const cases = lines.chain((items) => {
      const bytes = Buffer.from(
        items.map((item) => `${typeof item === "string" ? item : JSON.stringify(item)}\n`).join(""),
      );
      return cut(bytes).map((chunks) => ({ items, chunks }));
    });
    fc.assert(
      fc.property(cases, ({ chunks, items }) => {
        const isFrame = (item: unknown) => typeof item !== "string";
        const result = read(chunks, 1_000_000);
        expect(result.faults).toEqual([]);
        expect(result.frames).toEqual(items.filter(isFrame).map((item) => JSON.parse(JSON.stringify(item))));
        expect(result.text).toBe(
          Buffer.from(
            items
              .filter((item) => !isFrame(item))
              .map((line) => `${line}\n`)
              .join(""),
          ).toString("latin1"),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("FrameReader never throws, never loses count and never yields a deep or polluting value, whatever the bytes", () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(`{"type":"${json}\n`)),
      fc
        .constantFrom('{"type":"', '{"type":"log","__proto__":{}}\n', '{"type":"a","b":', "[[[[", "\n", "}}}}\n")
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 20 }), (chunks) => {
        const { faults, frames } = read(chunks, 300);
        expect(faults.length).toBeLessThanOrEqual(1);
        for (const frame of frames) {
          expect(depthOf(frame)).toBeLessThanOrEqual(MAX_DEPTH);
          expect(Object.hasOwn(frame as object, "__proto__")).toBe(false);
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

test("countDepth() agrees with the depth of the parsed value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const bytes = Buffer.from(`${JSON.stringify(value)}${" ".repeat(64)}`);
      expect(countDepth(bytes, 64)).toBe(depthOf(value));
    }),
  );
});

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
