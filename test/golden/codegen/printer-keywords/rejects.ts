import type { PrinterKeywordsInput } from "./api.d.ts";

// @ts-expect-error a is text, whatever tsType says
export const a: PrinterKeywordsInput = { a: 1 };
// @ts-expect-error b is one of two texts
export const b: PrinterKeywordsInput = { a: "x", b: "z" };
