import type { RecursiveTypesInput, RecursiveTypesOutput } from "./api.d.ts";

// @ts-expect-error a child has a name
export const child: RecursiveTypesInput = { tree: { name: "a", children: [{}] } };
// @ts-expect-error no numbers in there
export const json: RecursiveTypesInput = { json: [["a", [1]]] };
// @ts-expect-error the same type all the way down
export const output: RecursiveTypesOutput = { next: { next: 1 } };
