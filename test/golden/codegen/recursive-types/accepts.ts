import type { RecursiveTypesInput, RecursiveTypesOutput } from "./api.d.ts";

export const tree: RecursiveTypesInput = {
  tree: { name: "a", children: [{ name: "b", children: [], owner: { of: { name: "c" } } }] },
  json: { a: ["b", { c: [] }] },
};
export const output: RecursiveTypesOutput = { next: { next: {} } };
