import { describe, expect, test } from "vitest";
import { countDepth, encodeFrame, type FrameFault, FrameReader } from "./framing.ts";

function read(chunks: readonly (string | Buffer)[], maxFrameBytes = 1000) {
  const frames: unknown[] = [];
  const faults: FrameFault[] = [];
  let text = "";
  const reader = new FrameReader({
    maxFrameBytes: () => maxFrameBytes,
    maxDepth: 8,
    onFrame: (value) => {
      frames.push(value);
      return (value as { type?: string }).type !== "last";
    },
    onText: (bytes) => {
      text += bytes.toString("latin1");
    },
    onFault: (fault) => faults.push(fault),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk as string));
  reader.end();
  return { frames, faults, text };
}

describe("FrameReader", () => {
  test("FrameReader reads frames and passes other lines on as text", () => {
    expect(read(['hello\n{"type":"log"}\n{"a":1}\n'])).toEqual({
      frames: [{ type: "log" }],
      faults: [],
      text: 'hello\n{"a":1}\n',
    });
  });

  test("FrameReader passes text on before its line is whole", () => {
    expect(read(["progress: 10 %"]).text).toBe("progress: 10 %");
  });

  test("FrameReader takes an unfinished frame at the end for text", () => {
    expect(read(['{"type":"log"'])).toEqual({ frames: [], faults: [], text: '{"type":"log"' });
  });

  test("FrameReader accepts a frame of exactly the limit and refuses one byte more", () => {
    const line = '{"type":"log"}\n';
    expect(read([line], line.length).frames).toHaveLength(1);
    expect(read([line], line.length - 1).faults).toEqual(["too-long"]);
  });

  test("FrameReader refuses a frame that grows beyond the limit before it is whole", () => {
    expect(read(['{"type":"log","text":"', "x".repeat(2000)]).faults).toEqual(["too-long"]);
  });

  test.each([
    ["is not JSON", '{"type":"log",}\n', "malformed"],
    ["is not UTF-8", Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff]), Buffer.from('"}\n')]), "malformed"],
    ["has an own __proto__", '{"type":"log","a":[{"__proto__":{"x":1}}]}\n', "malformed"],
    ["has an own __proto__ in escapes", '{"type":"log","\\u005f_proto__":1}\n', "malformed"],
    ["holds a number beyond all numbers", '{"type":"log","a":[1e999]}\n', "malformed"],
    ["holds a long number with an exponent", `{"type":"log","a":${"1".repeat(220)}e98}\n`, "malformed"],
    ["holds a number of too many digits", `{"type":"log","a":-${"1".repeat(400)}}\n`, "malformed"],
    ["is nested too deep", `{"type":"log","a":${"[".repeat(9)}${"]".repeat(9)}}\n`, "too-deep"],
  ])("FrameReader refuses a frame that %s and reads nothing after it", (_name, line, fault) => {
    expect(read([line, '{"type":"log"}\n'])).toMatchObject({ frames: [], faults: [fault] });
  });

  test("FrameReader accepts the largest number and digits in texts", () => {
    expect(read([`{"type":"log","a":[1.7976931348623157e308,"1e999","${"1".repeat(400)}"]}\n`]).frames).toHaveLength(1);
  });

  test("FrameReader accepts __proto__ as a value", () => {
    expect(read(['{"type":"log","text":"__proto__ \\u005f"}\n']).frames).toHaveLength(1);
  });

  test("FrameReader stops at the frame that its reader refuses", () => {
    expect(read(['{"type":"last"}\n{"type":"log"}\n']).frames).toEqual([{ type: "last" }]);
  });
});

describe("countDepth", () => {
  test.each([
    ["[[{}]]", 3],
    ['["[[[["]', 1],
    ['["\\"[[[["]', 1],
    ["12", 0],
    ['{"a":{"b":1},"c":[1]}', 2],
  ])("countDepth() of %s is %i", (json, depth) => {
    expect(countDepth(Buffer.from(`${json}${" ".repeat(200)}`), 100)).toBe(depth);
  });

  test("countDepth() stops above the limit", () => {
    expect(countDepth(Buffer.from("[".repeat(1000)), 10)).toBe(11);
  });
});

test("encodeFrame() writes one line whatever the values hold", () => {
  const frame = encodeFrame({ type: "answer", id: 1, nowMs: 5, ok: true, value: "a\nb\u2028" });
  expect(frame.indexOf("\n")).toBe(frame.length - 1);
});
