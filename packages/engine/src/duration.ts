import { EngineError, type Json } from "@sluice/contracts";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const PART =
  /(\d+(?:\.\d+)?)\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)\b/gi;
const MAX_MS = 366 * 86_400_000;

/** Milliseconds from a number of them or from words such as "3 days" or "1h 30m". @throws EngineError `bad_input` */
export function parseDuration(value: Json): number {
  const ms = typeof value === "number" ? value : typeof value === "string" ? parseWords(value) : Number.NaN;
  if (!Number.isFinite(ms) || ms < 0 || ms > MAX_MS) {
    throw new EngineError(
      "bad_input",
      `Cannot wait for ${JSON.stringify(value)}: write milliseconds or words such as "3 days" or "1h 30m", up to a year`,
    );
  }
  return Math.round(ms);
}

function parseWords(text: string): number {
  let total = 0;
  const rest = text.replace(PART, (_all, amount: string, unit: string) => {
    const key =
      unit.toLowerCase().startsWith("ms") || unit.toLowerCase().startsWith("milli") ? "ms" : unit[0]?.toLowerCase();
    total += Number(amount) * (UNITS[key ?? ""] ?? Number.NaN);
    return "";
  });
  return /^[\s,]*(?:and[\s,]*)*$/i.test(rest) && rest !== text ? total : Number.NaN;
}
