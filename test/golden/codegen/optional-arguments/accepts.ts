import type { optionalArguments } from "./api.d.ts";

declare const call: typeof optionalArguments;
export const none = call();
export const some = call({ limit: 1 });
