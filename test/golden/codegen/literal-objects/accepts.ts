import type { LiteralObjectsInput } from "./api.d.ts";

export const full: LiteralObjectsInput = {
  a: { x: 1, y: ["z", null] },
  b: [1, 2],
  c: { $ref: "#/$defs/X" },
  d: 'a\u{202e}b"\n',
};
export const other: LiteralObjectsInput = { b: { k: "v" } };
