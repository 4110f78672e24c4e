import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { type ApprovalRecord, isEngineError } from "@sluice/contracts";
import type { Caller, Engine, Log, RunHooks } from "@sluice/engine";
import { readOffers } from "./asking-calls.ts";
import { callSurface, type SurfaceResult } from "./call-surface.ts";

/** Policies name the person at a client as `client/<principal>`: never the agent itself. */
const PERSON_PREFIX = "client/";
const STATE_PREFIX = "decide:";
const MAX_OFFERED = 10;

export interface DecisionParts {
  readonly engine: Engine;
  readonly log: Log;
  readonly server: Server;
  readonly context: ServerContext;
  readonly caller: Caller;
  readonly hooks: RunHooks;
}

/**
 * Where the client can ask its person and the policy lets that person decide, a waiting run asks in the same call.
 * Both eras: the SDK sends the question the way the connection knows.
 */
export function offerDecisions(parts: DecisionParts, result: SurfaceResult): Promise<InputRequiredResult | undefined> {
  const { runId, status } = result.structuredContent as { runId?: string; status?: string };
  return status === "waiting" && runId !== undefined && readOffers(parts.server, parts.context).elicitation
    ? ask(parts, runId)
    : Promise.resolve(undefined);
}

/** The second round: takes the answers and goes on with the run. Undefined where this is a first round. */
export async function takeDecisions(parts: DecisionParts): Promise<SurfaceResult | undefined> {
  const state = parts.context.mcpReq.requestState<string>();
  const answers = parts.context.mcpReq.inputResponses;
  if (typeof state !== "string" || !state.startsWith(STATE_PREFIX) || answers === undefined) return undefined;
  const runId = state.slice(STATE_PREFIX.length);
  const { engine, caller, hooks, log } = parts;
  // The state came through the client; whose run it is is checked like any other question about it.
  await engine.getRun(caller, { runId, action: "status" });
  for (const { id } of await openApprovals(parts, runId)) {
    const answer = inputResponse(answers, id);
    if (answer.kind !== "elicit" || answer.action === "cancel") continue;
    const { decision, note } = (answer.action === "accept" ? (answer.content ?? {}) : { decision: "reject" }) as {
      decision?: string;
      note?: string;
    };
    const choice = {
      decision: decision === "approve" ? "approve" : "reject",
      ...(note === undefined || note === "" ? {} : { note }),
    } as const;
    try {
      await engine.operations.decideApproval(toPerson(caller), id, choice);
    } catch (error) {
      if (!isEngineError(error)) throw error;
      log.warn("a decision of the client's person did not count", { approval: id, reason: error.message });
    }
  }
  return callSurface(engine, log, caller, "getRun", { runId, action: "resume" }, hooks);
}

async function ask(parts: DecisionParts, runId: string): Promise<InputRequiredResult | undefined> {
  const approvals = await openApprovals(parts, runId);
  if (approvals.length === 0) return undefined;
  const requests = approvals
    .slice(0, MAX_OFFERED)
    .map(
      (approval) => [approval.id, inputRequired.elicit({ message: toQuestion(approval), requestedSchema })] as const,
    );
  return inputRequired({ inputRequests: Object.fromEntries(requests), requestState: STATE_PREFIX + runId });
}

const requestedSchema = {
  type: "object",
  properties: {
    decision: { type: "string", title: "Decision", enum: ["approve", "reject"] },
    note: { type: "string", title: "Note", description: "A word for the agent and the record" },
  },
  required: ["decision"],
} as const as never;

function toQuestion(approval: ApprovalRecord): string {
  const effects = Object.entries(approval.annotations).flatMap(([hint, value]) =>
    value === true ? [hint.replace("Hint", "")] : [],
  );
  const kind = effects.length === 0 ? "" : ` [${effects.join(", ")}]`;
  return `May the agent call ${approval.server}.${approval.tool}${kind} with ${JSON.stringify(approval.arguments).slice(0, 1_500)}? ${approval.reason}`;
}

/** Those of the run that the person at this client may decide. */
async function openApprovals({ engine, caller }: DecisionParts, runId: string): Promise<readonly ApprovalRecord[]> {
  const pending = await engine.operations.listApprovals(toPerson(caller), { runId, status: "pending", limit: 100 });
  return pending.filter((approval) => approval.principal === caller.principal);
}

function toPerson(caller: Caller): Caller {
  return { principal: PERSON_PREFIX + caller.principal };
}
