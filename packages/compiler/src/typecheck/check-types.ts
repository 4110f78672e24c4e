import type { Diagnostic, ModuleHost } from "@sluice/contracts";
import type { ToolUses } from "../find-tool-uses.ts";
import type { LinkedProgram } from "../link-modules.ts";
import { toSourceOffset } from "../parse-source.ts";
import { toDiagnostic } from "../source-text.ts";
import { advise } from "./advise.ts";
import { createCheckFiles } from "./check-files.ts";
import { type CheckText, createCheckText } from "./check-text.ts";
import type { DeclaredTool } from "./declared-tools.ts";
import { findGrowth } from "./find-growth.ts";
import { judgeFinding } from "./judge-finding.ts";
import type { TypeChecker } from "./type-checker.ts";
import type { TypeFinding } from "./type-server.ts";

const MAX_DIAGNOSTICS = 20;
const MAX_MESSAGE_CHARS = 500;

export interface TypeCheckRequest {
  readonly program: LinkedProgram;
  readonly tools: readonly DeclaredTool[];
  /** Of the main module. */
  readonly uses: ToolUses;
  readonly open: ReadonlySet<string>;
  readonly host: ModuleHost;
  /** What an error becomes. */
  readonly severity: "error" | "warning";
}

/** What TypeScript says of the main module. Never throws: a check that fails is a warning. */
export async function checkTypes(request: TypeCheckRequest, checker: TypeChecker): Promise<readonly Diagnostic[]> {
  const text = createCheckText(request.program.main);
  const { source } = request.program.main.parsed;
  const answer = await checker.check(createFiles(request, text, false));
  if (answer.kind !== "checked") {
    const message = `Cannot check the types of this code: ${answer.kind === "late" ? "it took too long" : answer.reason}`;
    const advice = "It runs unchecked; simpler types are checked faster";
    return [{ rule: "typecheck", severity: "warning", message, line: 1, column: 1, advice }];
  }
  const found = toProblems(answer.findings, text, request);
  const hasErrors = found.some(({ verdict }) => verdict === "error");
  if (hasErrors && request.tools.some(({ isObserved }) => isObserved)) {
    const strict = await checker.check(createFiles(request, text, true));
    const places =
      strict.kind === "checked" ? new Set(strict.findings.map(({ start, code }) => `${start}:${code}`)) : undefined;
    for (const one of found) {
      // Gone without the learned types: nobody promised them.
      if (places !== undefined && !places.has(`${one.finding.start}:${one.finding.code}`)) one.verdict = "warning";
    }
  }
  const before = (start: number): string => request.program.main.parsed.wrapped.slice(Math.max(0, start - 40), start);
  return found.slice(0, MAX_DIAGNOSTICS).map(({ finding, start, verdict }) => {
    const advice = advise(finding, before(start), start, request);
    return toDiagnostic(source, {
      rule: `ts${finding.code}`,
      message: clean(finding.message),
      start: toSourceOffset(start),
      severity: verdict === "error" ? request.severity : "warning",
      ...(advice === undefined ? {} : { advice }),
    });
  });
}

function createFiles(
  request: TypeCheckRequest,
  text: CheckText,
  ignoresObserved: boolean,
): ReadonlyMap<string, string> {
  const { program, tools, open, host } = request;
  return createCheckFiles({ program, mainText: text.text, tools, open, host, ignoresObserved });
}

interface Located {
  readonly finding: TypeFinding;
  /** Offset in `wrapped`. */
  readonly start: number;
  verdict: "error" | "warning";
}

function toProblems(findings: readonly TypeFinding[], text: CheckText, { uses, program }: TypeCheckRequest): Located[] {
  const growth = findings.length === 0 ? undefined : findGrowth(program.main.parsed.body);
  return findings.flatMap((finding) => {
    const start = text.originOf(finding.start);
    if (start === undefined) return [];
    const verdict = judgeFinding(finding, growth, start);
    if (verdict === "ignore") return [];
    // Said already, with what was meant.
    if (uses.unknown.some((one) => start >= one.start && start <= one.end)) return [];
    return [{ finding, start, verdict }];
  });
}

function clean(message: string): string {
  const text = message
    .replace(/typeof import\("\/program\/server\.([^"]*)"\)/g, "servers.$1")
    .replace(/"\.\/server\.([^"]*)\.ts"/g, '"./servers/$1/index.ts"')
    .replace(/"\.\/tool\.([^".]*)\.([^"]*)\.ts"/g, '"./servers/$1/$2.ts"')
    .replace(/ Did you mean to use 'import [^']*' instead\?/, "")
    .replace(/import\("\/program\/[^"]*"\)\.?/g, "");
  return text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS)}…` : text;
}
