/** Longer values are not judged: they fit no allow rule and every deny rule. */
const MAX_JUDGED_CHARS = 65_536;

const PERCENT_ROUNDS = 3;
const CONTROL = /\p{Cc}/u;
/** Neither percent sign nor backslash nor anything that normalises to something else. */
const PLAIN_ASCII = /^[ -$&-[\]-~]*$/;
/** `..` as file systems and web servers see it: with spaces or dots after it (Windows), or `;parameters`. */
const CLIMBING = /^\s*\.\.[\s.]*(?:;.*)?$/s;

/** Whether any reading of the text has a segment that climbs: plain, with backslashes, percent-encoded, full-width. */
function hasTraversal(text: string): boolean {
  return readingsOf(text).some(
    (reading) => reading.includes("..") && reading.split("/").some((segment) => CLIMBING.test(segment)),
  );
}

/**
 * Whether a server cannot read the text as another path than the one that is written: no `..`, no control characters,
 * no encoded separators, no network path, no percent sequences that are not text.
 */
export function isUnambiguous(text: string, pattern: string): boolean {
  if (text.length > MAX_JUDGED_CHARS || CONTROL.test(text) || hasTraversal(text)) return false;
  if (text.startsWith("//") && !pattern.startsWith("//")) return false;
  // A backslash separates on some systems and is part of a name on others: only a pattern that has one speaks of it.
  if (text.includes("\\") && !pattern.includes("\\")) return false;
  const decoded = decodePercent(text);
  if (decoded === undefined || CONTROL.test(decoded)) return false;
  const composed = decoded.normalize("NFKC");
  return count(composed, "/") === count(text, "/") && count(composed, "\\") === count(text, "\\");
}

/** The text as other programs may read it; undefined where that cannot be told. Used where a rule must not be dodged. */
export function looseFormsOf(text: string): readonly string[] | undefined {
  if (text.length > MAX_JUDGED_CHARS || text.includes("\u0000") || decodePercent(text) === undefined) return undefined;
  const forms = new Set<string>();
  for (const reading of readingsOf(text)) {
    const resolved = resolveDots(reading);
    if (resolved === undefined) return undefined;
    for (const form of [reading, resolved]) forms.add(form.toLowerCase());
  }
  return [...forms];
}

/** `.` and empty segments dropped; leading slashes stay as they are written. */
export function dropEmptySegments(text: string): string {
  const root = text.startsWith("/") ? "/" : "";
  return (
    root +
    text
      .split("/")
      .filter((segment) => segment !== "" && segment !== ".")
      .join("/")
  );
}

function readingsOf(text: string): readonly string[] {
  if (PLAIN_ASCII.test(text)) return [text];
  const readings = new Set<string>();
  for (const decoded of [text, ...percentRounds(text)]) {
    for (const composed of [decoded, decoded.normalize("NFKC")]) {
      readings.add(composed);
      readings.add(composed.replaceAll("\\", "/"));
    }
  }
  return [...readings];
}

/** Undefined where `..` climbs above the start of the text. */
function resolveDots(text: string): string | undefined {
  const kept: string[] = [];
  for (const segment of text.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (CLIMBING.test(segment)) {
      if (kept.pop() === undefined) return undefined;
    } else {
      kept.push(segment);
    }
  }
  return (text.startsWith("/") ? "/" : "") + kept.join("/");
}

function* percentRounds(text: string): Generator<string> {
  let current = text;
  for (let round = 0; round < PERCENT_ROUNDS; round += 1) {
    const next = decodeOnce(current) ?? decodeBytes(current);
    if (next === current) return;
    yield next;
    current = next;
  }
}

/** All rounds; undefined where a sequence is no text or more rounds would change it again. */
function decodePercent(text: string): string | undefined {
  let current = text;
  for (let round = 0; round <= PERCENT_ROUNDS; round += 1) {
    const next = decodeOnce(current);
    if (next === undefined || next === current) return next;
    current = next;
  }
  return undefined;
}

/** Undefined where the bytes are not UTF-8, such as the overlong `%c0%ae`. */
function decodeOnce(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return text
      .replace(/%u([0-9a-fA-F]{4})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => decodeURIComponent(run));
  } catch {
    return undefined;
  }
}

function decodeBytes(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function count(text: string, character: string): number {
  return text.split(character).length;
}
