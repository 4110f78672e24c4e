import type { UnionArgumentsInput } from "./api.d.ts";

// @ts-expect-error neither form
export const none: UnionArgumentsInput = {};
// @ts-expect-error MCP sends objects
export const nothing: UnionArgumentsInput = null;
