import type { outputAndAnnotations } from "./api.d.ts";

declare const call: typeof outputAndAnnotations;
// @ts-expect-error there is no such field
export const title = call({ id: "a" }).then((result) => result.customer.title);
// @ts-expect-error it may be absent
export const name: Promise<string> = call({ id: "a" }).then((result) => result.customer.name);
