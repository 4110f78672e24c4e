import { createHash } from "node:crypto";
import type { CompiledProgram, CompileRequest, Diagnostic, RejectedProgram, SecurityIssue } from "@sluice/contracts";
import { parseSync } from "oxc-parser";
import { bundleProgram, mapPosition } from "./bundle-program.ts";
import { findUnsupported } from "./find-unsupported.ts";
import { type LinkedModule, type LinkedProgram, linkProgram } from "./link-modules.ts";
import type { ParseGuard } from "./parse-guard.ts";
import { parseSource, toSourceOffset } from "./parse-source.ts";
import { type Problem, SourceText, toDiagnostic } from "./source-text.ts";

export interface CompileTools {
  readonly guard: ParseGuard;
}

export interface CompileOutcome {
  readonly program: CompiledProgram | RejectedProgram;
  /** Present where the source could be read. */
  readonly linked?: LinkedProgram;
}

interface Findings {
  readonly diagnostics: Diagnostic[];
  readonly issues: SecurityIssue[];
}

export async function compileProgram(request: CompileRequest, tools: CompileTools): Promise<CompileOutcome> {
  const codeHash = createHash("sha256").update(request.code).digest("hex");
  const source = new SourceText(request.code);
  const findings: Findings = { diagnostics: [], issues: [] };
  const reject = (): CompileOutcome => ({ program: { kind: "rejected", codeHash, ...findings } });

  const refusal = await tools.guard.check(source, request.language);
  const parsed = refusal === undefined ? parseSource(source, request.language) : undefined;
  if (parsed?.kind !== "parsed") {
    const problem = refusal ?? (parsed?.kind === "refused" ? parsed.problem : undefined);
    if (problem !== undefined) findings.diagnostics.push(toDiagnostic(source, problem));
    return reject();
  }
  const linked = await linkProgram(parsed.parsed, { host: request.host, guard: tools.guard, signal: request.signal });
  for (const module of [linked.main, ...linked.skills]) checkModule(module, findings);
  if (hasErrors(findings)) return reject();

  const bundle = bundleProgram(linked);
  if (bundle.kind === "failed") {
    addProblemAt(bundle.module.parsed.source, bundle, findings);
    return reject();
  }
  const semantic = parseSync("program.js", bundle.code, { lang: "js", sourceType: "module", showSemanticErrors: true });
  const error = semantic.errors.find(({ severity }) => severity === "Error");
  if (error !== undefined) {
    const at = new SourceText(bundle.code).positionAt(error.labels.at(-1)?.start ?? 0);
    const origin = mapPosition(bundle.places, at.line, at.column);
    addProblemAt(source, { message: error.message, line: origin?.line ?? 1, column: origin?.column ?? 1 }, findings);
    return reject();
  }
  return {
    linked,
    program: {
      kind: "compiled",
      codeHash,
      code: bundle.code,
      literals: bundle.literals,
      ...findings,
      tools: [],
      skills: linked.skills.flatMap(({ skill }) =>
        skill === undefined ? [] : [{ name: skill.name, version: skill.version }],
      ),
      mapPosition: (line, column) => mapPosition(bundle.places, line, column),
    },
  };
}

function checkModule(module: LinkedModule, findings: Findings): void {
  const { source } = module.parsed;
  const unsupportedExports = module.scan.exports.flatMap((entry): Problem[] =>
    entry.kind === "unsupported"
      ? [{ rule: "unsupported-syntax", start: entry.node.start, message: entry.message, advice: entry.advice }]
      : [],
  );
  for (const problem of [...module.problems, ...unsupportedExports, ...findUnsupported(module.parsed)]) {
    findings.diagnostics.push(toDiagnostic(source, { ...problem, start: toSourceOffset(problem.start) }));
  }
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

function hasErrors({ diagnostics }: Findings): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
