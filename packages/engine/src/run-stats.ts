import type { ModelTokens, RunStats, RunStatus } from "@sluice/contracts";
import type { Caller, EngineDeps } from "./deps.ts";

const DAY_MS = 86_400_000;
/** Each record is opened for the sum: newest first, no more than that. */
const MAX_RUNS = 5_000;

/** Of the caller's own runs; for an admin, of everybody's. */
export async function readStats(deps: EngineDeps, caller: Caller, days: number): Promise<RunStats> {
  const since = new Date(Date.now() - days * DAY_MS).toISOString();
  const own = caller.isAdmin === true ? {} : { principal: caller.principal };
  await deps.tokenBook?.settled();
  const found = await deps.store.runs.list({ ...own, since, limit: MAX_RUNS + 1 });
  const runs = found.slice(0, MAX_RUNS);
  const byStatus: Partial<Record<RunStatus, number>> = {};
  for (const { status } of runs) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const counted = runs.flatMap(({ modelTokens }) => (modelTokens === undefined ? [] : [modelTokens]));
  const tokens = counted.length === 0 ? undefined : counted.reduce(addModelTokens);
  return {
    since,
    runs: runs.length,
    isPartial: found.length > runs.length,
    byStatus,
    toolCalls: runs.reduce((sum, { toolCallCount }) => sum + toolCallCount, 0),
    ...(tokens === undefined
      ? {}
      : { modelTokens: { runs: counted.length, ...tokens, saved: tokens.direct.total - tokens.sluice.total } }),
  };
}

export function addModelTokens(a: ModelTokens, b: ModelTokens): ModelTokens {
  return {
    direct: {
      definitions: a.direct.definitions + b.direct.definitions,
      calls: a.direct.calls + b.direct.calls,
      total: a.direct.total + b.direct.total,
    },
    sluice: {
      definitions: a.sluice.definitions + b.sluice.definitions,
      request: a.sluice.request + b.sluice.request,
      answer: a.sluice.answer + b.sluice.answer,
      total: a.sluice.total + b.sluice.total,
    },
    ...(a.isEstimated === true || b.isEstimated === true ? { isEstimated: true } : {}),
  };
}
