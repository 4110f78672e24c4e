import type { DiscriminatedOneOfInput } from "./api.d.ts";

// @ts-expect-error a circle has no width
export const mixed: DiscriminatedOneOfInput = { shape: { kind: "circle", width: 1 } };
// @ts-expect-error no such shape
export const other: DiscriminatedOneOfInput = { shape: { kind: "line" } };
