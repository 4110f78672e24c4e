import type { TypesThatAreOnlyThemselvesInput } from "./api.d.ts";

// @ts-expect-error the root is as closed as ever
export const other: TypesThatAreOnlyThemselvesInput = { e: 1 };
