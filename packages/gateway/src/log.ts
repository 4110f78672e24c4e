import type { Log } from "@sluice/engine";

const LEVELS = ["info", "warn", "error"] as const;
export type LogThreshold = (typeof LEVELS)[number] | "silent";

export function isLogThreshold(text: string | undefined): text is LogThreshold {
  return text !== undefined && (text === "silent" || (LEVELS as readonly string[]).includes(text));
}

/** JSON lines on stderr: stdout belongs to MCP over stdio. Values are escaped by JSON, so no line can forge another. */
export function createLog(
  threshold: LogThreshold,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const least = threshold === "silent" ? LEVELS.length : LEVELS.indexOf(threshold);
  const at =
    (level: (typeof LEVELS)[number]) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (LEVELS.indexOf(level) < least) return;
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
