import type { LargeEnumInput } from "./api.d.ts";

export const full: LargeEnumInput = { code: "code-0001", long: "anything", few: "a" };
