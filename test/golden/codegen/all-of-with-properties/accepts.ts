import type { AllOfWithPropertiesInput } from "./api.d.ts";

export const full: AllOfWithPropertiesInput = { a: "x", b: 1, c: true };
