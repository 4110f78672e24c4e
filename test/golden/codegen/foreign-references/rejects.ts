import type { ForeignReferencesInput } from "./api.d.ts";

// @ts-expect-error what is known stays typed
export const fine: ForeignReferencesInput = { fine: 1 };
