import type { ToolAnnotations } from "@sluice/contracts";
import { cleanLine, cleanText } from "./clean-text.ts";
import { docLimits } from "./limits.ts";
import { isRecord } from "./schema-record.ts";

/** Prose of a server as lines of a block comment: it can neither end the comment nor add a tag of its own. */
export function toDocLines(text: unknown, maxChars: number): string[] {
  const clean = cleanText(text, maxChars);
  return clean === "" ? [] : clean.split("\n").map(guardLine);
}

/** What a field's schema says beside its type: constraints in words, then default, examples and deprecation as tags. */
export function toFieldDoc(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  const lines = toDocLines(schema.description ?? schema.title, docLimits.fieldChars);
  const constraints = describeConstraints(schema);
  if (constraints !== "") {
    const last = lines.pop();
    lines.push(last === undefined ? constraints : `${last} (${constraints})`);
  }
  if (Object.hasOwn(schema, "default") && schema.default !== undefined) {
    lines.push(`@default ${toDocLiteral(schema.default)}`);
  }
  for (const example of examplesOf(schema)) lines.push(`@example ${toDocLiteral(example)}`);
  const deprecated = schema.deprecated;
  if (deprecated === true) lines.push("@deprecated");
  else if (typeof deprecated === "string") lines.push(`@deprecated ${guardLine(cleanLine(deprecated, 200))}`.trimEnd());
  return lines;
}

export interface ToolDocOptions {
  readonly description: string;
  readonly title?: string;
  readonly annotations: ToolAnnotations;
  readonly argsDoc?: string;
  readonly returnsDoc?: string;
  readonly examples: readonly string[];
  /** The result type was learned, from so many calls where that is known. */
  readonly observed?: { readonly calls?: number };
  readonly isDeprecated: boolean;
}

export function toToolDoc(options: ToolDocOptions): string[] {
  const lines = toDocLines(options.description, docLimits.toolChars);
  const title = cleanLine(options.title ?? options.annotations.title, 120);
  if (lines.length === 0 && title !== "") lines.push(guardLine(title));
  const tags: string[] = [];
  const args = cleanLine(options.argsDoc, docLimits.fieldChars);
  if (args !== "") tags.push(`@param args ${guardLine(args)}`);
  const returns = cleanLine(options.returnsDoc, docLimits.fieldChars);
  if (returns !== "") tags.push(`@returns ${guardLine(returns)}`);
  for (const example of options.examples) tags.push(`@example ${example}`);
  if (options.observed !== undefined) {
    const { calls: count } = options.observed;
    const calls = count === undefined ? "results" : count === 1 ? "1 call" : `${count} calls`;
    tags.push(`@observed result type learned from ${calls}, not declared by the server`);
  }
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = options.annotations;
  if (readOnlyHint === true) tags.push("@readonly");
  if (destructiveHint === true && readOnlyHint !== true) tags.push("@destructive");
  if (idempotentHint === true) tags.push("@idempotent");
  if (openWorldHint === true) tags.push("@openWorld");
  if (options.isDeprecated) tags.push("@deprecated");
  return [...lines, ...tags];
}

/** Lines as a comment; one short line stays on one line. Empty for no lines. */
export function renderComment(lines: readonly string[]): string {
  const [first] = lines;
  if (first === undefined) return "";
  if (lines.length === 1 && first.length <= 100) return `/** ${first} */\n`;
  return `/**\n${lines.map((line) => (line === "" ? " *\n" : ` * ${line}\n`)).join("")} */\n`;
}

/** JSON for a comment. */
export function toDocLiteral(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  return guardLine(cleanLine(text, docLimits.literalChars));
}

function guardLine(line: string): string {
  return line
    .replace(/\*(?=\/)/g, "* ")
    .replace(/\/(?=\*)/g, "/ ")
    .replace(/^([\s*/]*)@/, "$1\\@")
    .replace(/\{@/g, "{\\@");
}

function examplesOf(schema: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { examples, example } = schema;
  const all = Array.isArray(examples) ? examples : example === undefined ? [] : [example];
  return all.slice(0, docLimits.examples);
}

function describeConstraints(schema: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const number = (key: string): number | undefined => {
    const value = schema[key];
    return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < Number.MAX_SAFE_INTEGER
      ? value
      : undefined;
  };
  const range = (low: number | undefined, high: number | undefined, noun = ""): void => {
    const unit = noun === "" ? "" : ` ${noun}${(high ?? low) === 1 ? "" : "s"}`;
    if (low !== undefined && low === high) parts.push(`exactly ${low}${unit}`);
    else if (low !== undefined && high !== undefined) parts.push(`${low} to ${high}${unit}`);
    else if (low !== undefined) parts.push(`at least ${low}${unit}`);
    else if (high !== undefined) parts.push(`at most ${high}${unit}`);
  };
  if (schema.type === "integer" && schema.enum === undefined && schema.const === undefined) parts.push("integer");
  range(number("minimum"), number("maximum"));
  const above = number("exclusiveMinimum");
  if (above !== undefined) parts.push(`above ${above}`);
  const below = number("exclusiveMaximum");
  if (below !== undefined) parts.push(`below ${below}`);
  const step = number("multipleOf");
  if (step !== undefined && step !== 1) parts.push(`multiple of ${step}`);
  range(number("minLength") === 0 ? undefined : number("minLength"), number("maxLength"), "character");
  range(number("minItems") === 0 ? undefined : number("minItems"), number("maxItems"), "item");
  if (schema.uniqueItems === true) parts.push("no duplicates");
  const format = cleanLine(schema.format, 40);
  if (format !== "") parts.push(guardLine(format));
  if (schema.contentEncoding === "base64") parts.push("base64");
  const pattern = schema.pattern;
  if (typeof pattern === "string" && pattern.length <= 80) parts.push(`pattern ${toDocLiteral(pattern)}`);
  return parts.join(", ");
}
