import type { PublishedSkill, RunAnswer, SearchAnswer } from "@sluice/contracts";
import type { CallAnswer } from "@sluice/engine";

/** The compact text beside structuredContent, for clients that hand only text to the model. */
export function printRun(answer: RunAnswer): string {
  const calls = answer.toolCalls.length + (answer.omitted?.toolCalls ?? 0);
  const parts = [`${answer.status} ${answer.runId} (${answer.executionTimeMs} ms, ${calls} tool calls)`];
  if (answer.success || answer.output !== null) parts.push(JSON.stringify(answer.output));
  if (answer.error !== undefined) {
    const place = answer.error.line === undefined ? "" : ` at line ${answer.error.line}`;
    parts.push(`${answer.error.code}${place}: ${answer.error.message}`);
    if (answer.error.stack !== undefined) parts.push(answer.error.stack);
  }
  for (const diagnostic of answer.diagnostics ?? []) {
    const advice = diagnostic.advice === undefined ? "" : ` (${diagnostic.advice})`;
    parts.push(
      `${diagnostic.severity} ${diagnostic.line}:${diagnostic.column} ${diagnostic.rule} ${diagnostic.message}${advice}`,
    );
  }
  if (answer.logs.length > 0)
    parts.push(
      `logs:\n${answer.logs.map((line) => (line.level === "log" ? line.text : `${line.level}: ${line.text}`)).join("\n")}`,
    );
  for (const approval of answer.approvals ?? []) {
    parts.push(
      `waits for approval ${approval.id}: ${approval.server}.${approval.tool} ${JSON.stringify(approval.arguments)} (${approval.reason}; until ${approval.expiresAt})`,
    );
  }
  if (answer.status === "waiting")
    parts.push(`When someone decided: getRun({ runId: "${answer.runId}", action: "resume" })`);
  if (answer.truncated !== undefined) parts.push(answer.truncated.note);
  return parts.join("\n");
}

export function printSearch(answer: SearchAnswer): string {
  if (answer.results.length === 0) return "No tool fits; use other words, or fewer filters";
  const lines = answer.results.map((result) => {
    if (result.declaration !== undefined) return `${result.address}  (${result.importPath})\n${result.declaration}`;
    return result.signature === ""
      ? `${result.address}  ${result.importPath}`
      : `${result.address}  ${result.importPath}\n  ${result.signature}\n  ${result.description}`;
  });
  return `${answer.results.length} of ${answer.total}\n${lines.join("\n")}`;
}

export function printCall(answer: CallAnswer): string {
  if (answer.run !== undefined) return printRun(answer.run);
  if (answer.error !== undefined) return `${answer.error.code}: ${answer.error.message}`;
  const text = typeof answer.result === "string" ? answer.result : JSON.stringify(answer.result);
  return answer.truncated === undefined ? text : `${text}\n${answer.truncated.note}`;
}

export function printSkill(skill: PublishedSkill): string {
  const warnings = skill.warnings.map((warning) => `\nwarning: ${warning}`).join("");
  return `Saved ${skill.name}@${skill.version} under ${skill.path}: import it from "./skills/${skill.name}.ts" or call skills.${skill.name}${warnings}`;
}
