import { type Diagnostic, EngineError, type LogLine, type RunAnswer } from "@sluice/contracts";
import { EXIT_FAILED, EXIT_OK, EXIT_WAITING, toExitCode } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { type Output, printSafe } from "../print.ts";
import { actAs, withGateway } from "../with-gateway.ts";
import { failSurface } from "./fail-surface.ts";
import { parseJsonArgument } from "./json-argument.ts";
import { readCode } from "./read-code.ts";
import { printSaving } from "./stats.ts";

export interface RunOptions extends GlobalOptions {
  readonly context?: string;
  readonly session?: string;
  readonly timeout?: number;
  readonly typecheck?: string;
  readonly durable?: boolean;
  readonly check?: boolean;
}

/** Runs a file (`-` reads standard input) as an agent's code, with its console live on stderr. */
export async function run(file: string, options: RunOptions): Promise<void> {
  const code = readCode(file);
  const language = /\.[cm]?js$/.test(file) ? "javascript" : "typescript";
  await withGateway(actAs(options), async (client, output) => {
    if (options.check === true) {
      const { diagnostics } = (await output.progress("checking", client.post("/api/check", { code, language }))) as {
        diagnostics: readonly Diagnostic[];
      };
      output.result({ diagnostics }, () =>
        diagnostics.length === 0 ? "No findings" : printDiagnostics(diagnostics, output),
      );
      return diagnostics.some((diagnostic) => diagnostic.severity === "error") ? EXIT_FAILED : EXIT_OK;
    }
    const abort = new AbortController();
    process.once("SIGINT", () => abort.abort());
    const answered = client.tool(
      "executeCode",
      {
        code,
        language,
        ...(options.context === undefined ? {} : { context: parseJsonArgument("--context", options.context) }),
        ...(options.session === undefined ? {} : { sessionId: options.session }),
        ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
        ...(options.typecheck === undefined ? {} : { typecheck: options.typecheck }),
        ...(options.durable === true ? { durable: true } : {}),
      },
      {
        onLog: (line) => output.note(printLog(line, output)),
        onProgress: (message) => output.note(output.paint("dim", printSafe(message))),
      },
      abort.signal,
    );
    const reply = await answered.catch((cause: unknown) => {
      throw abort.signal.aborted ? new EngineError("cancelled", "The run was cancelled", { cause }) : cause;
    });
    if (reply.isError === true) return failSurface(reply, output);
    const answer = reply.structuredContent as unknown as RunAnswer;
    output.result(answer, () => printAnswer(answer, output));
    if (answer.success) return EXIT_OK;
    return answer.status === "waiting" ? EXIT_WAITING : toExitCode(answer.error?.code ?? "");
  });
}

function printLog(line: LogLine, output: Output): string {
  const text = printSafe(line.text);
  if (line.level === "error") return output.paint("red", text);
  return line.level === "warn" ? output.paint("yellow", text) : output.paint("dim", text);
}

export function printAnswer(answer: RunAnswer, output: Output): string {
  const parts: string[] = [];
  if (answer.output !== null || answer.success)
    parts.push(printSafe(typeof answer.output === "string" ? answer.output : JSON.stringify(answer.output, null, 2)));
  if (answer.diagnostics !== undefined) parts.push(printDiagnostics(answer.diagnostics, output));
  if (answer.error !== undefined)
    parts.push(output.paint("red", printSafe(answer.error.stack ?? `${answer.error.code}: ${answer.error.message}`)));
  for (const approval of answer.approvals ?? []) {
    parts.push(
      output.paint(
        "yellow",
        printSafe(
          `waits for ${approval.id}: ${approval.server}.${approval.tool} ${JSON.stringify(approval.arguments)} (${approval.reason})`,
        ),
      ),
    );
  }
  if (answer.truncated !== undefined) parts.push(output.paint("yellow", answer.truncated.note));
  const { memoryMb, cpuMs } = answer.resourceUsage;
  parts.push(
    output.paint(
      "dim",
      `${answer.status} ${answer.runId}  ${answer.executionTimeMs} ms, ${answer.toolCalls.length} tool calls, ${memoryMb} MB, ${cpuMs} ms CPU`,
    ),
  );
  if (answer.modelTokens !== undefined) parts.push(output.paint("dim", printSaving(answer.modelTokens)));
  return parts.join("\n");
}

function printDiagnostics(diagnostics: readonly Diagnostic[], output: Output): string {
  return diagnostics
    .map((diagnostic) => {
      const head = `${diagnostic.line}:${diagnostic.column} ${diagnostic.severity} ${diagnostic.rule}  ${diagnostic.message}`;
      const snippet = diagnostic.snippet === undefined ? "" : `\n    ${diagnostic.snippet.trim()}`;
      const advice = diagnostic.advice === undefined ? "" : `\n    ${diagnostic.advice}`;
      return (
        output.paint(diagnostic.severity === "error" ? "red" : "yellow", printSafe(head)) +
        output.paint("dim", printSafe(snippet + advice))
      );
    })
    .join("\n");
}
