import type { JournalEntry } from "@sluice/contracts";
import { SKILLS_SERVER } from "./built-in-tools.ts";
import type { EngineDeps } from "./deps.ts";
import { readRecordedCalls } from "./replay.ts";
import type { RunContext } from "./run-context.ts";

/** What the skills wrote whose outcomes come from the journal. */
export async function loadSkillLogs(
  deps: EngineDeps,
  context: RunContext,
  recorded: readonly JournalEntry[],
): Promise<void> {
  for (const { callId, call, outcome } of readRecordedCalls(recorded).calls.values()) {
    if (outcome === undefined || call.kind !== "tool" || context.skillLogs.has(callId)) continue;
    if (!call.target.startsWith(`${SKILLS_SERVER}.`)) continue;
    const child = await deps.store.runs.get(`${context.runId}.${callId}`);
    if (child?.answer !== undefined) context.skillLogs.set(callId, child.answer.logs);
  }
}
