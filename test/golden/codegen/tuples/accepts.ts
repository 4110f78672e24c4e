import type { TuplesInput } from "./api.d.ts";

export const full: TuplesInput = {
  point: [1, 2],
  head: ["a", 1, 2, 3],
  open: ["a", true, null],
  draft7: ["a", true],
  some: ["a"],
  pairs: [
    ["x", "a"],
    ["y", "b"],
  ],
  long: [1, 2, 3],
};
