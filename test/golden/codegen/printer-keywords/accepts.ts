import type { PrinterKeywordsInput } from "./api.d.ts";

export const full: PrinterKeywordsInput = { a: "text", b: "x", c: { d: 1 } };
