import type { ForeignReferencesInput } from "./api.d.ts";

export const full: ForeignReferencesInput = {
  fine: "a",
  web: 1,
  file: [],
  path: {},
  missing: null,
  proto: 1,
  number: 1,
};
