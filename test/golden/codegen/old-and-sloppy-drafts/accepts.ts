import type { OldAndSloppyDraftsInput } from "./api.d.ts";

export const full: OldAndSloppyDraftsInput = {
  a: "a",
  b: 1,
  c: [],
  d: 1.5,
  e: true,
  f: [1],
  g: { x: 1 },
  h: {},
  i: 2,
  j: { x: 1 },
  k: ["a"],
  l: null,
};
