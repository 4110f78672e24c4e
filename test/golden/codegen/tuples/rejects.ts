import type { TuplesInput } from "./api.d.ts";

// @ts-expect-error one number is no point
export const short: TuplesInput = { point: [1] };
// @ts-expect-error three numbers are no point
export const long: TuplesInput = { point: [1, 2, 3] };
// @ts-expect-error the rest are numbers
export const head: TuplesInput = { head: ["a", "b"] };
// @ts-expect-error the second of a pair is from a list
export const pairs: TuplesInput = { pairs: [["x", "c"]] };
// @ts-expect-error neither text nor number
export const some: TuplesInput = { some: [true] };
