import { readFileSync } from "node:fs";
import { EngineError } from "@sluice/contracts";

/** JSON on the command line, or in a file as `@file.json`. @throws EngineError `bad_input` */
export function parseJsonArgument(name: string, text: string): unknown {
  let source = text;
  try {
    if (text.startsWith("@")) source = readFileSync(text.slice(1), "utf8");
    return JSON.parse(source);
  } catch (cause) {
    throw new EngineError(
      "bad_input",
      `Cannot read ${name}: ${(cause as Error).message}; write JSON in single quotes, or @file.json`,
      { cause },
    );
  }
}

/** The same, where only one object will do. */
export function parseObjectArgument(name: string, text: string): Record<string, unknown> {
  const value = parseJsonArgument(name, text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new EngineError("bad_input", `Cannot read ${name}: it must be one JSON object`);
  return value as Record<string, unknown>;
}
