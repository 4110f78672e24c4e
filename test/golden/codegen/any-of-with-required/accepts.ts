import type { AnyOfWithRequiredInput } from "./api.d.ts";

export const byId: AnyOfWithRequiredInput = { id: "a" };
export const byEmail: AnyOfWithRequiredInput = { email: "a", verbose: true };
export const both: AnyOfWithRequiredInput = { id: "a", email: "a" };
