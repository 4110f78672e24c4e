import { createHash } from "node:crypto";
import type { CompiledProgram, CompileRequest, Diagnostic, RejectedProgram, SecurityIssue } from "@sluice/contracts";
import { parseSync } from "oxc-parser";
import { bundleProgram, mapPosition } from "./bundle-program.ts";
import { checkRules } from "./check-rules.ts";
import { findIdleCode } from "./find-idle-code.ts";
import { findListing } from "./find-listing.ts";
import { findToolUses, type ToolUses } from "./find-tool-uses.ts";
import { findUnsupported } from "./find-unsupported.ts";
import { assertWanted, type LinkedModule, type LinkedProgram, linkProgram } from "./link-modules.ts";
import type { ParseGuard } from "./parse-guard.ts";
import { parseSource, toSourceOffset } from "./parse-source.ts";
import { HARD_MAX_DEPTH } from "./rules/max-depth.ts";
import { MAX_CODE_CHARS } from "./rules/max-size.ts";
import { type Problem, SourceText, toDiagnostic } from "./source-text.ts";
import { checkTypes } from "./typecheck/check-types.ts";
import { type DeclaredTool, readDeclaredTools } from "./typecheck/declared-tools.ts";
import type { TypeChecker } from "./typecheck/type-checker.ts";

export interface CompileTools {
  readonly guard: ParseGuard;
  readonly checker: TypeChecker;
}

export interface CompileOutcome {
  readonly program: CompiledProgram | RejectedProgram;
  /** What the program was made from beside its source. Present where it compiled. */
  readonly used?: {
    readonly linked: LinkedProgram;
    readonly uses: readonly ToolUses[];
    readonly tools: readonly DeclaredTool[];
  };
}

interface Findings {
  readonly diagnostics: Diagnostic[];
  readonly issues: SecurityIssue[];
}

/** Parse, rules, links, types, bundle: in this order, each stage only where the ones before found nothing that blocks. */
export async function compileProgram(request: CompileRequest, tools: CompileTools): Promise<CompileOutcome> {
  const codeHash = createHash("sha256").update(request.code).digest("hex");
  const source = new SourceText(request.code);
  const findings: Findings = { diagnostics: [], issues: [] };
  const reject = (problem?: Problem): CompileOutcome => {
    if (problem !== undefined) findings.diagnostics.push(toDiagnostic(source, problem));
    return { program: { kind: "rejected", codeHash, ...findings } };
  };

  const refusal = refuseUnread(request) ?? (await tools.guard.check(source, request.language));
  if (refusal !== undefined) return reject(refusal);
  const parsed = parseSource(source, request.language);
  if (parsed.kind === "refused") return reject(parsed.problem);
  const { host, signal } = request;
  const linked = await linkProgram(parsed.parsed, { host, guard: tools.guard, signal });
  const modules = [linked.main, ...linked.skills];
  if (modules.some(({ scan }) => scan.maxDepth > HARD_MAX_DEPTH)) return reject(tooDeep(linked.main));
  for (const module of modules) checkModule(module, request, findings);
  const uses = modules.map((module) => findToolUses(module, host));
  const declared = request.typecheck === "off" ? [] : await checkUses(request, linked, uses, findings, tools);
  if (hasErrors(findings)) return reject();
  for (const hint of [findIdleCode(linked.main), findListing(linked.main)]) {
    if (hint === undefined) continue;
    // Without the line: it may hold what a rule does not repeat.
    findings.diagnostics.push(toDiagnostic(source, { ...hint, start: toSourceOffset(hint.start) }, false));
  }

  assertWanted(signal);
  const bundle = bundleProgram(linked);
  if (bundle.kind === "failed") {
    addProblemAt(bundle.module.parsed.source, bundle, findings);
    return reject();
  }
  // The last word on what only shows in the whole: names bound twice, jumps to nowhere.
  const semantic = parseSync("program.js", bundle.code, { lang: "js", sourceType: "module", showSemanticErrors: true });
  const error = semantic.errors.find(({ severity }) => severity === "Error");
  if (error !== undefined) {
    const at = new SourceText(bundle.code).positionAt(error.labels.at(-1)?.start ?? 0);
    const origin = mapPosition(bundle.places, at.line, at.column);
    const module = modules.find(({ parsed: { source: one } }) => one.file === origin?.file) ?? linked.main;
    addProblemAt(
      module.parsed.source,
      { message: error.message, line: origin?.line ?? 1, column: origin?.column ?? 1 },
      findings,
    );
    return reject();
  }
  return {
    used: { linked, uses, tools: declared },
    program: {
      kind: "compiled",
      codeHash,
      code: bundle.code,
      literals: bundle.literals,
      ...findings,
      tools: distinctTools(uses),
      skills: linked.skills.flatMap(({ skill }) =>
        skill === undefined ? [] : [{ name: skill.name, version: skill.version }],
      ),
      mapPosition: (line, column) => mapPosition(bundle.places, line, column),
    },
  };
}

/** Before anything is spent on it. */
function refuseUnread({ code, rules }: CompileRequest): Problem | undefined {
  if (code.length <= MAX_CODE_CHARS || (rules["max-size"] ?? "block") !== "block") return undefined;
  return {
    rule: "max-size",
    start: 0,
    message: `Cannot run this code: it has ${code.length} characters, more than ${MAX_CODE_CHARS}`,
    advice: "Pass large data in context, and save parts as skills",
  };
}

function tooDeep(module: LinkedModule): Problem {
  return {
    rule: "max-depth",
    start: toSourceOffset(module.scan.deepest),
    message: `Cannot compile this code: it is nested too deeply, at most ${HARD_MAX_DEPTH} levels are read`,
    advice: "Split the expression; build long texts with an array and join",
  };
}

function checkModule(module: LinkedModule, request: CompileRequest, findings: Findings): void {
  const { source } = module.parsed;
  const unsupportedExports = module.scan.exports.flatMap((entry): Problem[] =>
    entry.kind === "unsupported"
      ? [{ rule: "unsupported-syntax", start: entry.node.start, message: entry.message, advice: entry.advice }]
      : [],
  );
  for (const problem of [...module.problems, ...unsupportedExports, ...findUnsupported(module.parsed)]) {
    const diagnostic = toDiagnostic(source, { ...problem, start: toSourceOffset(problem.start) });
    findings.diagnostics.push(diagnostic);
    if (problem.rule === "no-unknown-imports") {
      findings.issues.push({ ...issueOf(diagnostic), severity: "block" });
    }
  }
  for (const found of checkRules(module, request.rules)) {
    // A skill's warnings were its author's to read.
    if (module.skill !== undefined && found.severity === "warn") continue;
    const severity = found.severity === "block" ? "error" : "warning";
    const diagnostic = toDiagnostic(
      source,
      { ...found, severity, start: Math.max(0, toSourceOffset(found.start)) },
      found.isSensitive !== true,
    );
    findings.diagnostics.push(diagnostic);
    findings.issues.push({ ...issueOf(diagnostic), severity: found.severity });
  }
}

function issueOf({ rule, line, column, message, advice }: Diagnostic): Omit<SecurityIssue, "severity"> {
  return { rule, line, column, message, advice: advice ?? "" };
}

/** Wrong tool names in every language, wrong types in TypeScript. */
async function checkUses(
  request: CompileRequest,
  program: LinkedProgram,
  uses: readonly ToolUses[],
  findings: Findings,
  { checker }: CompileTools,
): Promise<readonly DeclaredTool[]> {
  const severity = request.typecheck === "error" ? "error" : "warning";
  const [mainUses] = uses;
  const modules = [program.main, ...program.skills];
  for (const [index, { unknown }] of uses.entries()) {
    const source = modules[index]?.parsed.source;
    if (source === undefined) continue;
    for (const one of unknown) {
      const [name] = one.suggestions;
      const [meant] = name === undefined ? [] : await declare(request, one.server, name);
      const advice = [one.advice, meant && `${one.server}.${meant.signature}`]
        .filter((part) => part !== undefined)
        .join(" ");
      findings.diagnostics.push(toDiagnostic(source, { ...one, severity, advice, start: toSourceOffset(one.start) }));
    }
  }
  if (mainUses === undefined || request.language !== "typescript" || hasErrors(findings, true)) return [];
  const open = new Set(uses.flatMap((one) => [...one.open]));
  const tools = await readDeclaredTools({ modules }, uses, request.host);
  assertWanted(request.signal);
  const found = await checkTypes({ program, tools, uses: mainUses, open, host: request.host, severity }, checker);
  const isKnown = (one: Diagnostic): boolean =>
    findings.diagnostics.some(({ line, column, severity: known }) => {
      return known === "error" && line === one.line && column === one.column;
    });
  findings.diagnostics.push(...found.filter((one) => !isKnown(one)));
  return tools;
}

async function declare(
  { host }: CompileRequest,
  server: string,
  functionName: string,
): Promise<readonly DeclaredTool[]> {
  const use = { server, functionName, start: 0, end: 0 };
  return readDeclaredTools({ modules: [] }, [{ uses: [use], unknown: [], open: new Set() }], host);
}

function distinctTools(uses: readonly ToolUses[]): CompiledProgram["tools"] {
  const found = new Map<string, { server: string; functionName: string }>();
  for (const { server, functionName } of uses.flatMap((one) => one.uses)) {
    found.set(`${server}.${functionName}`, { server, functionName });
  }
  return [...found.values()];
}

function addProblemAt(
  source: SourceText,
  problem: { readonly message: string; readonly line: number; readonly column: number },
  findings: Findings,
): void {
  findings.diagnostics.push({
    rule: "parse",
    severity: "error",
    message: `Cannot compile this code: ${problem.message}`,
    line: problem.line,
    column: problem.column,
    snippet: source.lineAt(problem.line),
    ...(source.file === undefined ? {} : { file: source.file }),
  });
}

/** With `ignoresRules`, only what keeps the code from being understood. */
function hasErrors({ diagnostics }: Findings, ignoresRules = false): boolean {
  const counts = (rule: string): boolean =>
    !ignoresRules || /^(?:parse|unsupported-syntax|no-unknown-imports)$/.test(rule);
  return diagnostics.some(({ severity, rule }) => severity === "error" && counts(rule));
}
