import type { RequiredAndOptionalInput } from "./api.d.ts";

export const least: RequiredAndOptionalInput = { title: "a" };
export const most: RequiredAndOptionalInput = { title: "a", body: "b", count: 3 };
