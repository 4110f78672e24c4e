import { EngineError, type RunAnswer, type RunRecord } from "@sluice/contracts";
import type { ReplayAnswer, WorkflowStatus } from "@sluice/gateway";
import { EXIT_FAILED, EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printAge, printSafe, printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";
import { parseJsonArgument } from "./json-argument.ts";
import { readCode } from "./read-code.ts";
import { printAnswer } from "./run.ts";

/** Durable runs that are not over, or one of them with its trace. */
export async function workflows(runId: string | undefined, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    if (runId !== undefined) {
      const workflow = (await client.get(`/api/workflows/${encodeURIComponent(runId)}`)) as WorkflowStatus;
      output.result(workflow, () => printWorkflow(workflow));
      return EXIT_OK;
    }
    const { workflows: list } = (await client.get("/api/workflows")) as { workflows: readonly WorkflowStatus[] };
    output.result({ workflows: list }, () => {
      if (list.length === 0) return "No workflows under way";
      const rows = list.map((workflow) => [
        workflow.runId,
        workflow.status,
        workflow.skill ?? "",
        printAge(workflow.startedAt),
        printSafe(workflow.waitsFor.map(printWait).join("; ")),
      ]);
      return printTable([["run", "status", "skill", "started", "waits for"], ...rows]);
    });
    return EXIT_OK;
  });
}

function printWait(wait: WorkflowStatus["waitsFor"][number]): string {
  const until = wait.until === undefined ? "" : `, until ${wait.until}`;
  return `#${wait.callId} ${wait.kind}: ${wait.about} (${printAge(wait.since)}${until})`;
}

function printWorkflow(workflow: WorkflowStatus): string {
  const rows = workflow.trace.map((line) => [
    String(line.callId),
    line.startedAt.slice(11, 23),
    line.state,
    line.what,
    line.durationMs === undefined ? "" : `${line.durationMs} ms`,
  ]);
  const waits = workflow.waitsFor.map((wait) => `waits for ${printSafe(printWait(wait))}`);
  return [
    `${workflow.runId} ${workflow.status}, started ${workflow.startedAt}`,
    ...waits,
    printTable([["#", "at", "state", "call", "took"], ...rows]),
  ].join("\n");
}

export async function answerWorkflow(
  runId: string,
  callId: number,
  value: string,
  options: GlobalOptions,
): Promise<void> {
  await withGateway(options, async (client, output) => {
    await client.post(`/api/workflows/${encodeURIComponent(runId)}/answer`, {
      callId,
      value: parseJsonArgument("the answer", value),
    });
    output.result({ answered: true }, () => `Answered question ${callId} of ${runId}`);
    return EXIT_OK;
  });
}

export async function signal(type: string, options: GlobalOptions & { readonly eventData?: string }): Promise<void> {
  const data = options.eventData === undefined ? null : parseJsonArgument("--event-data", options.eventData);
  await withGateway(options, async (client, output) => {
    const reply = (await client.post("/api/signals", { type, data })) as { taken: number };
    output.result(reply, () =>
      reply.taken === 0 ? `No run waits for "${type}" with such data` : `${reply.taken} runs took "${type}"`,
    );
    return reply.taken === 0 ? EXIT_FAILED : EXIT_OK;
  });
}

export async function replay(
  runId: string,
  options: GlobalOptions & { readonly code?: string; readonly live?: boolean },
): Promise<void> {
  const code = options.code === undefined ? {} : { code: readCode(options.code) };
  await withGateway(options, async (client, output) => {
    const reply = (await output.progress(
      "replaying",
      client.post(`/api/runs/${encodeURIComponent(runId)}/replay`, {
        ...code,
        ...(options.live === true ? { live: true } : {}),
      }),
    )) as ReplayAnswer;
    const { answer, isSame } = reply;
    output.result(reply, () => {
      const word = (same: boolean): string =>
        same ? output.paint("green", "same") : output.paint("yellow", "differs");
      return `${printAnswer(answer as RunAnswer, output)}\noutput ${word(isSame.output)}, logs ${word(isSame.logs)}, calls ${word(isSame.calls)}`;
    });
    return answer.error?.code === "replay_diverged" || !isSame.output ? EXIT_FAILED : EXIT_OK;
  });
}

export async function rollback(runId: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const run = (await output.progress(
      "undoing",
      client.post(`/api/runs/${encodeURIComponent(runId)}/rollback`, {}),
    )) as RunRecord;
    output.result(run, () => `${run.runId} was rolled back`);
    return EXIT_OK;
  });
}

const MAX_DAYS = 36_500;

export async function prune(options: GlobalOptions & { readonly days: number }): Promise<void> {
  if (options.days > MAX_DAYS)
    throw new EngineError("bad_input", `Cannot prune: --days ${options.days} is over a hundred years (${MAX_DAYS})`);
  const before = new Date(Date.now() - options.days * 86_400_000).toISOString();
  await withGateway(options, async (client, output) => {
    const reply = (await output.progress("pruning", client.post("/api/runs/prune", { before }))) as { deleted: number };
    output.result(reply, () => `${reply.deleted} runs from before ${before} deleted`);
    return EXIT_OK;
  });
}
