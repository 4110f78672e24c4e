import {
  type GuestOutcome,
  isJsonObject,
  type JournaledCall,
  type Json,
  type JsonObject,
  type ToolEntry,
} from "@sluice/contracts";
import { type Admitted, admitCall } from "./admit-call.ts";
import { SKILLS_SERVER } from "./built-in-tools.ts";
import { isCutOff } from "./call-work.ts";
import { dispatchCall } from "./dispatch-call.ts";
import { JournalWriter } from "./journal-writer.ts";
import { type RecordedCall, readRecordedCalls } from "./replay.ts";
import { resolveTool } from "./resolve-tool.ts";
import type { RunContext } from "./run-context.ts";
import type { ProgramParts } from "./run-program.ts";

/** Rolls back the finished run of a skill that this call started. */
export type UndoSkill = (context: RunContext, callId: number) => Promise<"done" | "waiting">;

const UNDO = "run.undo";

interface UndoArgs extends JsonObject {
  /** The call whose effect is undone. */
  readonly of: number;
  readonly address: string;
  readonly args: JsonObject;
}

/** A line for people; undefined for any other call. */
export function printUndo(call: JournaledCall): string | undefined {
  if (call.kind !== "host" || call.target !== UNDO) return undefined;
  const { of, address } = call.args as UndoArgs;
  return `undo of call ${of}: ${address}`;
}

/**
 * What the policy says undoes a tool, for every call of the run that succeeded, newest first; skills that it called
 * are rolled back in the same pass. Each undoing call is journaled and admitted like any call: it may wait for a
 * person, and after a crash none is made twice.
 */
export async function undoEffects(
  parts: ProgramParts,
  context: RunContext,
  undoSkill: UndoSkill,
): Promise<"done" | "waiting"> {
  const entries = await parts.deps.store.journal.read(context.runId);
  const { calls, order } = readRecordedCalls(entries);
  const journal = new JournalWriter(
    parts.deps.store.journal,
    context.runId,
    entries.at(-1)?.seq ?? 0,
    entries.at(-1)?.atMs ?? 0,
  );
  const begun = new Map<number, RecordedCall>();
  for (const recorded of calls.values())
    if (recorded.call.target === UNDO) begun.set((recorded.call.args as UndoArgs).of, recorded);
  let lastId = Math.max(0, ...calls.keys());
  let isWaiting = false;
  for (const callId of order.toReversed()) {
    const effect = calls.get(callId);
    if (effect?.call.kind !== "tool" || effect.outcome?.ok !== true) continue;
    const resolved = resolveTool(parts.deps, context.policy, effect.call.target);
    if (resolved.kind === "missing") continue;
    const { entry } = resolved;
    if (entry.server === SKILLS_SERVER && (await undoSkill(context, callId)) === "waiting") isWaiting = true;
    const address = context.policy.undo[entry.address];
    if (address === undefined) continue;
    const known = begun.get(callId);
    if (known?.outcome !== undefined) continue;
    const recorded = known ?? (await begin(++lastId, effect, effect.outcome.value, address));
    if ((await carryOut(recorded, known === undefined)) === "waiting") isWaiting = true;
    if (context.signal.aborted) return "waiting";
  }
  return isWaiting ? "waiting" : "done";

  async function begin(callId: number, effect: RecordedCall, result: Json, address: string): Promise<RecordedCall> {
    const undoing = resolveTool(parts.deps, context.policy, address);
    const given = await sentArguments(effect);
    const known = { ...given, ...(isJsonObject(result) ? result : {}) };
    const args = undoing.kind === "found" ? pickNamed(undoing.entry, known) : known;
    const call: JournaledCall = { kind: "host", target: UNDO, args: { of: effect.callId, address, args } };
    const intentAtMs = await journal.intent(callId, call, "synced");
    return { callId, call, intentAtMs, intents: 1 };
  }

  async function carryOut(recorded: RecordedCall, isNew: boolean): Promise<"done" | "waiting"> {
    const { callId } = recorded;
    const { address, args } = recorded.call.args as UndoArgs;
    const admitted = admitCall(parts.deps, context, address, args, { isModelWritten: context.policy.pii.sealed });
    const verdict = isNew ? await judge(callId, admitted) : await parts.parked.takeUp(context, recorded, admitted);
    if (verdict.kind === "wait") {
      if (verdict.approvalId !== recorded.approvalId) await journal.approval(callId, verdict.approvalId);
      return "waiting";
    }
    if (verdict.kind === "fail") {
      await note(callId, address, { ok: false, error: verdict.failure });
      return "done";
    }
    if (!isNew) await journal.intent(callId, recorded.call, "synced");
    const outcome = await dispatchCall(
      parts.deps,
      context,
      parts.builtIns,
      callId,
      verdict.admitted.entry,
      verdict.admitted.args,
    );
    if (outcome === "parked" || isCutOff(context, outcome)) return "waiting";
    await note(callId, address, outcome);
    return "done";
  }

  async function judge(callId: number, admitted: Admitted) {
    if (admitted.kind === "refused") return { kind: "fail", failure: admitted.failure } as const;
    if (admitted.kind === "ready") return { kind: "dispatch", admitted } as const;
    return { kind: "wait", approvalId: await parts.parked.ask(context, callId, admitted) } as const;
  }

  async function note(callId: number, address: string, outcome: GuestOutcome): Promise<void> {
    await journal.outcome(callId, outcome);
    if (outcome.ok) return;
    const text = context.pii.washText(`undo failed: ${address}: ${outcome.error.message}`).value;
    context.logs.push({ level: "warn", text });
  }

  /** What went out: the decider's arguments where a person edited them. */
  async function sentArguments(effect: RecordedCall): Promise<JsonObject> {
    const approvals = await parts.deps.store.approvals.list({
      runId: context.runId,
      status: "approved",
      limit: 10_000,
    });
    const edited = approvals.find(({ callId }) => callId === effect.callId)?.editedArguments;
    if (edited !== undefined) return context.pii.resolve(edited).value;
    return isJsonObject(effect.call.args) ? effect.call.args : {};
  }
}

/** Those that the undoing tool has a name for; all of them where its schema names none. */
function pickNamed(entry: ToolEntry, known: JsonObject): JsonObject {
  const { properties } = Object(entry.inputSchema) as { readonly properties?: object };
  if (properties === undefined) return known;
  return Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(properties, name)));
}
