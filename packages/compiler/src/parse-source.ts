import type { Language } from "@sluice/contracts";
import { type Node, type OxcError, parseSync } from "oxc-parser";
import type { Problem, SourceText } from "./source-text.ts";

/** Puts the code in a function, which makes top-level `return` and `await` legal beside imports and exports. */
export const WRAPPER_PREFIX = "async()=>{\n";
const WRAPPER_SUFFIX = "\n}";

export interface ParsedSource {
  readonly source: SourceText;
  readonly language: Language;
  /** What was parsed: the source between prefix and suffix, a `#!` line made a comment. */
  readonly wrapped: string;
  /** Top-level statements; positions are those of `wrapped`. */
  readonly body: readonly Node[];
}

export type ParseResult =
  | { readonly kind: "parsed"; readonly parsed: ParsedSource }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Wrapped offset to offset in the agent's own source. */
export function toSourceOffset(offset: number): number {
  return offset - WRAPPER_PREFIX.length;
}

/**
 * Recurses natively: a source that may nest deeply goes through `ParseGuard` first.
 * Never throws.
 */
export function parseSource(source: SourceText, language: Language): ParseResult {
  const lang = language === "typescript" ? "ts" : "js";
  const text = source.text.startsWith("#!") ? `//${source.text.slice(2)}` : source.text;
  // It would even parse, as templates that tag each other.
  if (/^\s*```/.test(text)) return { kind: "refused", problem: explainFence(text) };
  const wrapped = WRAPPER_PREFIX + text + WRAPPER_SUFFIX;
  const result = parseSync(`program.${lang}`, wrapped, { lang, sourceType: "module", astType: "ts" });
  const error = result.errors[0];
  if (error !== undefined) return { kind: "refused", problem: explain(text, language, error) };
  const [only, ...others] = result.program.body;
  const arrow = only?.type === "ExpressionStatement" ? only.expression : undefined;
  const body = arrow?.type === "ArrowFunctionExpression" ? arrow.body : undefined;
  if (others.length > 0 || body?.type !== "BlockStatement" || body.end !== wrapped.length) {
    return { kind: "refused", problem: explainUnbalanced(text, lang, body?.end) };
  }
  return { kind: "parsed", parsed: { source, language, wrapped, body: body.body } };
}

function explain(text: string, language: Language, error: OxcError): Problem {
  const start = Math.max(0, Math.min(toSourceOffset(error.labels[0]?.start ?? 0), text.length));
  const isTypeScript = language === "typescript";
  if (hasJsx(text, isTypeScript)) {
    return {
      rule: "no-jsx",
      start: jsxStart(text, isTypeScript) ?? start,
      message: "Cannot compile this code: it has JSX, which is not supported here",
      advice: "Return plain data or build the text with template strings",
    };
  }
  if (!isTypeScript && parses(text, "ts")) {
    return {
      rule: "parse",
      start,
      message: "Cannot parse this code as JavaScript: it has TypeScript syntax",
      advice: 'Set language to "typescript", or leave out the types',
    };
  }
  const hint = error.helpMessage;
  return {
    rule: "parse",
    start,
    message: `Cannot parse this code: ${error.message}`,
    ...(hint === null ? {} : { advice: hint }),
  };
}

function explainFence(text: string): Problem {
  return {
    rule: "parse",
    start: text.indexOf("`"),
    message: "Cannot parse this code: it stands in a Markdown fence",
    advice: "Send the code alone, without the lines of backquotes",
  };
}

/** The code closes the function it was put in: as a module of its own it names its own error. */
function explainUnbalanced(text: string, lang: "ts" | "js", bodyEnd: number | undefined): Problem {
  const own = parseSync(`program.${lang}`, text, { lang, sourceType: "module" }).errors[0];
  const start = own?.labels[0]?.start ?? (bodyEnd === undefined ? 0 : toSourceOffset(bodyEnd - 1));
  return {
    rule: "parse",
    start: Math.max(0, Math.min(start, text.length)),
    message: `Cannot parse this code: ${own?.message ?? "Unexpected token `}`"}`,
  };
}

function parses(text: string, lang: "ts"): boolean {
  return parseSync(`program.${lang}`, WRAPPER_PREFIX + text + WRAPPER_SUFFIX, { lang }).errors.length === 0;
}

const jsxTag = /<(?:>|[A-Za-z][\w.]*(?:\s+[\w-]+(?:=|\s|\/|>)|\s*\/?>))/;

function hasJsx(text: string, isTypeScript: boolean): boolean {
  if (!/<\/|\/>/.test(text)) return false;
  const lang = isTypeScript ? "tsx" : "jsx";
  return parseSync(`program.${lang}`, WRAPPER_PREFIX + text + WRAPPER_SUFFIX, { lang }).errors.length === 0;
}

function jsxStart(text: string, isTypeScript: boolean): number | undefined {
  const at = jsxTag.exec(text)?.index;
  return at === undefined && !isTypeScript ? text.indexOf("<") : at;
}
