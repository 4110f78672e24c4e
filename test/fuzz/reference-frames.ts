// The rules for what a process may say, written down a second time and as plainly as they read, so that the fast
// parser has something to be compared with.
import { z } from "zod";

const json: z.ZodType = z.json();
const name = z.string().min(1).max(300);
const id = z.int().min(1);
const warnings = z.array(z.string()).max(100);
const errorFields = { name: z.string(), message: z.string(), stack: z.string() };

/** Every message that may come of a frame, and no other field in it. */
const toSchema = (error: z.ZodType) =>
  z.union([
    z.strictObject({ type: z.literal("ready") }),
    z.strictObject({
      type: z.literal("log"),
      level: z.enum(["debug", "info", "log", "warn", "error"]),
      text: z.string(),
    }),
    z.strictObject({ type: z.literal("call"), id, kind: z.literal("tool"), address: name, args: json }),
    z.strictObject({ type: z.literal("call"), id, kind: z.literal("host"), name, args: z.array(json) }),
    z.strictObject({ type: z.literal("call"), id, kind: z.literal("timer"), delayMs: z.int().min(0) }),
    z.strictObject({ type: z.literal("result"), ok: z.literal(true), value: json, warnings }),
    z.strictObject({ type: z.literal("result"), ok: z.literal(false), error, warnings }),
  ]);
const messageSchema = toSchema(z.strictObject({ ...errorFields, code: name.optional() }));
/** As it may be written: what nobody asked for is left out. */
const frameSchema = toSchema(z.object({ ...errorFields, code: name.optional().catch(undefined) }));

/** @returns what is wrong with a message that was accepted */
export function judgeMessage(message: unknown): string | undefined {
  const { success, error: problem } = messageSchema.safeParse(message);
  if (!success) return `${JSON.stringify(message)}: ${problem.message}`;
  return holdsProto(message) ? "an own __proto__" : undefined;
}

export type LineVerdict =
  | { readonly kind: "text" }
  | { readonly kind: "message"; readonly json: string }
  | { readonly kind: "fault"; readonly fault: string };

export interface LineRules {
  readonly maxFrameBytes: number;
  readonly maxDepth: number;
  /** Whether it ends with its newline. */
  readonly isWhole: boolean;
}

export function judgeLine(line: Buffer, rules: LineRules): LineVerdict {
  if (!line.toString("latin1").startsWith('{"type":"')) return { kind: "text" };
  const fault = (name: string): LineVerdict => ({ kind: "fault", fault: name });
  if (line.length > rules.maxFrameBytes) return fault("too-long");
  if (!rules.isWhole) return { kind: "text" };
  const text = decode(line);
  if (text === undefined) return fault("malformed");
  if (depthOf(text) > rules.maxDepth) return fault("too-deep");
  const value = parse(text);
  if (value === undefined || holdsProto(value) || holdsInfinity(value)) return fault("malformed");
  const message = toMessage(value);
  return message === undefined ? fault("shape") : { kind: "message", json: JSON.stringify(message) };
}

function decode(line: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deep brackets are open outside of texts, whether they fit together or not. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:\\[\s\S]|[^"\\])*(?:"|$)|[[{]|[\]}]/g)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

function holdsProto(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(holdsProto);
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsInfinity);
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

/** The fields that a message of its kind has, if all of them are right; others are left out. */
function toMessage(value: unknown): unknown {
  const fields = { warnings: [], ...(value as Record<string, unknown>) };
  for (const schema of frameSchema.options) {
    const names = Object.keys(schema.shape);
    const picked = Object.fromEntries(
      names.filter((key) => Object.hasOwn(fields, key)).map((key) => [key, fields[key as keyof typeof fields]]),
    );
    const { data, success } = schema.safeParse(picked);
    if (success) return data;
  }
  return undefined;
}
