import { EngineError } from "@sluice/contracts";

/** RFC 3339 text as milliseconds. @throws EngineError `bad_input` */
export function parseTime(text: string, field: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new EngineError(
      "bad_input",
      `Cannot read the time "${text}" of "${field}": use a form such as 2026-01-31T12:00:00Z`,
    );
  }
  return ms;
}
