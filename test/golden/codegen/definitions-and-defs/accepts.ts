import type { DefinitionsAndDefsInput } from "./api.d.ts";

export const full: DefinitionsAndDefsInput = {
  a: { one: 1 },
  b: { two: 2 },
  c: { three: 3 },
  d: "sun",
  e: { nine: 9 },
  f: "x",
  l: [{ two: 2 }],
};
