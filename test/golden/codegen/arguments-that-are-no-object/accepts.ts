import type { ArgumentsThatAreNoObjectInput, ArgumentsThatAreNoObjectOutput } from "./api.d.ts";

export const open: ArgumentsThatAreNoObjectInput = { anything: 1 };
export const list: ArgumentsThatAreNoObjectOutput = ["a"];
