import {
  type ApprovalRecord,
  createApprovalId,
  createEvent,
  digestOf,
  type GuestFailure,
  type JsonObject,
  type ToolEntry,
} from "@sluice/contracts";
import { DEFAULT_APPROVERS, isRepeatable } from "@sluice/policy";
import type { Admitted, AskReason } from "./admit-call.ts";
import { SKILLS_SERVER } from "./built-in-tools.ts";
import type { EngineDeps } from "./deps.ts";
import { judgeEdited } from "./edited-arguments.ts";
import type { RecordedCall } from "./replay.ts";
import { type RunContext, toToolError } from "./run-context.ts";
import type { WaitHub } from "./wait-hub.ts";

type Ready = Extract<Admitted, { kind: "ready" }>;

export type Verdict =
  | { readonly kind: "dispatch"; readonly admitted: Ready }
  | { readonly kind: "wait"; readonly approvalId: string }
  | { readonly kind: "fail"; readonly failure: GuestFailure; readonly endsRun: boolean };

const DEFAULT_EXPIRY_MINUTES = 7 * 24 * 60;

/** Calls that need a person before they may leave, or before they may leave again. */
export class ParkedCalls {
  readonly #deps: EngineDeps;
  readonly #waits: WaitHub;

  constructor(deps: EngineDeps, waits: WaitHub) {
    this.#deps = deps;
    this.#waits = waits;
  }

  /** A call that the policy answers with `ask`. @returns the approval's id */
  ask(context: RunContext, callId: number, admitted: Extract<Admitted, { kind: "ask" }>): Promise<string> {
    return this.#request(context, callId, admitted.entry, admitted.args, admitted.ask);
  }

  /** A recorded call without an outcome, after a restart or a decision. */
  async takeUp(context: RunContext, recorded: RecordedCall, admitted: Admitted): Promise<Verdict> {
    if (admitted.kind === "refused") return { kind: "fail", failure: admitted.failure, endsRun: false };
    if (recorded.approvalId !== undefined) return this.#follow(context, recorded.approvalId, admitted);
    const { callId } = recorded;
    const { entry, args } = admitted;
    if (admitted.kind === "ask" && recorded.intents === 1) {
      // The gateway stopped between asking and writing down that it asked: the call never left.
      const known = (await this.#deps.store.approvals.list({ runId: context.runId, limit: 10_000 })).find(
        (approval) => approval.callId === callId,
      );
      if (known === undefined) return { kind: "wait", approvalId: await this.ask(context, callId, admitted) };
      return this.#follow(context, known.id, admitted);
    }
    // A skill resumes from its own journal, so calling it again repeats nothing.
    const { server, name, annotations } = entry;
    if (server === SKILLS_SERVER || isRepeatable(context.policy, server, name, annotations))
      return { kind: "dispatch", admitted: { kind: "ready", entry, args } };
    const reason =
      "The gateway stopped while this call was under way, so nobody knows whether it took effect: approve to send it again, reject if it was done";
    const decision = { decision: "ask", rule: "in doubt", reason } as const;
    return { kind: "wait", approvalId: await this.#request(context, callId, entry, args, { reason, decision }) };
  }

  async #follow(
    context: RunContext,
    approvalId: string,
    admitted: Exclude<Admitted, { kind: "refused" }>,
  ): Promise<Verdict> {
    const approval = await this.#deps.store.approvals.get(approvalId);
    const { entry } = admitted;
    const fail = (code: string, message: string, endsRun: boolean): Verdict => ({
      kind: "fail",
      failure: toToolError(entry.server, entry.name, code, message),
      endsRun,
    });
    if (approval === undefined || approval.digest !== digestCall(entry, admitted.args)) {
      return fail("conflict", `The approval ${approvalId} belongs to another call of "${entry.address}"`, true);
    }
    switch (approval.status) {
      case "pending":
        if (Date.parse(approval.expiresAt) > Date.now()) {
          await this.#mind(approval);
          return { kind: "wait", approvalId };
        }
        await this.#deps.store.approvals.decide(approvalId, { status: "expired", decidedAt: new Date().toISOString() });
        return fail(
          "expired",
          `Nobody decided about "${entry.address}" before ${approval.expiresAt}`,
          approval.onReject === "end",
        );
      case "approved": {
        const edited = approval.editedArguments;
        if (edited === undefined) return { kind: "dispatch", admitted: { kind: "ready", entry, args: admitted.args } };
        const verdict = judgeEdited(this.#deps, context, entry, edited);
        if (!verdict.isFit) return fail(verdict.code, `The edited arguments ${verdict.reason}`, false);
        return { kind: "dispatch", admitted: { kind: "ready", entry, args: verdict.args } };
      }
      case "rejected":
        return fail(
          "rejected",
          `"${entry.address}" was rejected by ${approval.decidedBy ?? "a person"}${approval.note === undefined ? "" : `: ${approval.note}`}`,
          approval.onReject === "end",
        );
      case "expired":
        return fail(
          "expired",
          `Nobody decided about "${entry.address}" before ${approval.expiresAt}`,
          approval.onReject === "end",
        );
    }
  }

  async #request(
    context: RunContext,
    callId: number,
    entry: ToolEntry,
    args: JsonObject,
    ask: AskReason,
  ): Promise<string> {
    const nowMs = Date.now();
    const minutes = ask.decision.expiresMinutes ?? DEFAULT_EXPIRY_MINUTES;
    const washed = context.pii.wash(args).value;
    await context.pii.flush();
    const approval: ApprovalRecord = {
      id: createApprovalId(nowMs),
      runId: context.runId,
      principal: context.caller.principal,
      callId,
      server: entry.server,
      tool: entry.name,
      digest: digestCall(entry, args),
      arguments: washed,
      reason: ask.reason,
      annotations: entry.annotations,
      approvers: ask.decision.approvers ?? DEFAULT_APPROVERS,
      onReject: ask.decision.onReject ?? "throw",
      status: "pending",
      createdAt: new Date(nowMs).toISOString(),
      expiresAt: new Date(nowMs + minutes * 60_000).toISOString(),
    };
    await this.#deps.store.approvals.insert(approval);
    await this.#mind(approval);
    this.#deps.events.publish(
      createEvent("approval.requested", {
        runId: context.runId,
        principal: context.caller.principal,
        server: entry.server,
        tool: entry.name,
        approvalId: approval.id,
        reason: ask.reason,
        expiresAt: approval.expiresAt,
      }),
    );
    return approval.id;
  }

  /** The clock ends it where nobody decides. */
  #mind({ runId, callId, id: approvalId, createdAt, expiresAt }: ApprovalRecord): Promise<void> {
    const createdAtMs = Date.parse(createdAt);
    return this.#waits.add({
      runId,
      callId,
      kind: "approval",
      createdAtMs,
      wakeAtMs: Date.parse(expiresAt),
      approvalId,
    });
  }
}

function digestCall(entry: Pick<ToolEntry, "server" | "name">, args: JsonObject): string {
  return digestOf({ server: entry.server, tool: entry.name, args });
}
