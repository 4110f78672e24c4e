import type { MapsInput } from "./api.d.ts";

export const full: MapsInput = {
  headers: { a: "b" },
  mixed: { id: 1, other: "x" },
  patterns: { "x-a": 1, "x-b": true },
  keys: { a: 1 },
  free: { anything: [1] },
  closed: {},
  open: { id: 1, more: null },
  deep: { inner: { x: 1 }, other: { y: 1 } },
};
