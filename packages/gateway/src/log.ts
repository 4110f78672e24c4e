import { EngineError } from "@sluice/contracts";
import type { Log } from "@sluice/engine";

const LEVELS = ["info", "warn", "error"] as const;
export type LogThreshold = (typeof LEVELS)[number] | "silent";

/** What SLUICE_LOG_LEVEL says. @throws EngineError `bad_config` */
export function readLogThreshold(text: string | undefined, otherwise: LogThreshold): LogThreshold {
  if (text === undefined || text === "") return otherwise;
  const found = ([...LEVELS, "silent"] as const).find((level) => level === text);
  if (found === undefined)
    throw new EngineError("bad_config", `Cannot use SLUICE_LOG_LEVEL "${text}": write ${LEVELS.join(", ")} or silent`);
  return found;
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
