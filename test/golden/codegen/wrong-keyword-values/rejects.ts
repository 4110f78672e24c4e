import type { WrongKeywordValuesInput } from "./api.d.ts";

// @ts-expect-error what is right stays typed
export const a: WrongKeywordValuesInput = { a: 1 };
