import type { OutputAndAnnotationsOutput, outputAndAnnotations } from "./api.d.ts";

declare const call: typeof outputAndAnnotations;
export const name: Promise<string | null | undefined> = call({ id: "a" }).then((result) => result.customer.name);
export const output: OutputAndAnnotationsOutput = { deleted: true, customer: { id: "a" } };
