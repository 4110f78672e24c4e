import type { MapsInput } from "./api.d.ts";

// @ts-expect-error header values are text
export const headers: MapsInput = { headers: { a: 1 } };
// @ts-expect-error no such key
export const keys: MapsInput = { keys: { c: 1 } };
// @ts-expect-error an id is a number
export const open: MapsInput = { open: { id: "a" } };
