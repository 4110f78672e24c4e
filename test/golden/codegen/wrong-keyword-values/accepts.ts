import type { WrongKeywordValuesInput } from "./api.d.ts";

export const full: WrongKeywordValuesInput = {
  a: "x",
  b: 1,
  c: 2,
  d: 3,
  e: 4,
  f: 5,
  g: 6,
  h: [7],
  i: 8,
  j: 9,
  k: { any: 1 },
};
