import type { EnumsDefaultsExamplesInput } from "./api.d.ts";

export const full: EnumsDefaultsExamplesInput = {
  by: null,
  order: "desc",
  kind: "full",
  level: 2,
  ratio: 0.1,
  mixed: true,
};
