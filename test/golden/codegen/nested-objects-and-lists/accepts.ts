import type { NestedObjectsAndListsInput } from "./api.d.ts";

export const full: NestedObjectsAndListsInput = {
  filter: { tags: ["a"], range: { from: 1 } },
  rows: [{ id: "a" }],
  grid: [[1, "a"], []],
};
