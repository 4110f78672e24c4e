import type { noArguments } from "./api.d.ts";

declare const call: typeof noArguments;
// @ts-expect-error it takes nothing
export const some = call({ a: 1 });
