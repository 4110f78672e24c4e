import type { noArguments } from "./api.d.ts";

declare const call: typeof noArguments;
export const none = call();
export const empty = call({});
