import type { optionalArguments } from "./api.d.ts";

declare const call: typeof optionalArguments;
// @ts-expect-error a limit is a number
export const some = call({ limit: "1" });
