import type { ArgumentsThatAreNoObjectInput, ArgumentsThatAreNoObjectOutput } from "./api.d.ts";

// @ts-expect-error MCP sends objects
export const text: ArgumentsThatAreNoObjectInput = "a";
// @ts-expect-error a list of texts
export const list: ArgumentsThatAreNoObjectOutput = [1];
