import type { NestedObjectsAndListsInput } from "./api.d.ts";

// @ts-expect-error from is missing
export const range: NestedObjectsAndListsInput = { filter: { range: {} } };
// @ts-expect-error a row is an object
export const rows: NestedObjectsAndListsInput = { rows: ["a"] };
// @ts-expect-error cells are text or numbers
export const grid: NestedObjectsAndListsInput = { grid: [[true]] };
