import { join } from "node:path";
import { executeCodeInput, getRunInput } from "@sluice/contracts";
import type { Engine } from "@sluice/engine";
import { APPROVER, composeEngine, PRINCIPAL } from "../harness/compose-engine.ts";
import type { BenchContext } from "../harness/context.ts";
import { forkReport } from "../harness/fork-report.ts";
import { interleave, timed } from "../harness/interleave.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section, Table } from "../harness/section.ts";
import { type Summary, summarize, toFigure } from "../harness/statistics.ts";

const CALLS = 100;
const RECORDED = 1000;

interface Part {
  readonly table: Table;
  readonly goal: Goal;
  readonly note?: string;
}

export async function measureJournal(context: BenchContext): Promise<Section> {
  const parts = [await measureCost(context), await measureResume(context), await measureWaiting(context)];
  return {
    name: "journal",
    title: "Journal, resume, waiting",
    lead: "The engine with its real parts (SQLite on disk, encryption, sandbox) and one server that answers at once in the same process, so that what remains is the engine's own.",
    tables: parts.map((part) => part.table),
    goals: parts.map((part) => part.goal),
    notes: parts.flatMap((part) => part.note ?? []),
  };
}

/** 100 calls with the journal and without one, in turns; the difference is its price. */
async function measureCost(context: BenchContext): Promise<Part> {
  showProgress("journal: cost of a call");
  await using scratch = await createScratch();
  await using stack = new AsyncDisposableStack();
  let writingMs = 0;
  const real = stack.use(
    await composeEngine({
      dir: join(scratch.dir, "real"),
      tier: "strict",
      wrap: (deps) => {
        const { journal } = deps.store;
        const append: typeof journal.append = async (runId, written, options) => {
          const startedAt = performance.now();
          await journal.append(runId, written, options);
          writingMs += performance.now() - startedAt;
        };
        return { ...deps, store: { ...deps.store, journal: { ...journal, append } } };
      },
    }),
  );
  const none = stack.use(
    await composeEngine({
      dir: join(scratch.dir, "none"),
      tier: "strict",
      wrap: (deps) => ({
        ...deps,
        store: { ...deps.store, journal: { append: async () => undefined, read: async () => [] } },
      }),
    }),
  );
  const code = `let last;\nfor (let i = 0; i < ${CALLS}; i++) last = await servers.bench.add({ a: i, b: 1 });\nreturn last.sum;`;
  const run = (engine: Engine, durable: boolean): Promise<number> => timed(() => succeed(engine, code, durable));
  const names = {
    none: "no journal",
    real: "journal",
    durable: "journal of a durable run, each intent synced to disk",
  };
  const writing = new Map<string, number[]>();
  const timeWriting = async (name: string, durable: boolean): Promise<number> => {
    writingMs = 0;
    const ms = await run(real.engine, durable);
    writing.set(name, [...(writing.get(name) ?? []), writingMs / CALLS]);
    return ms;
  };
  const results = await interleave(
    [
      { name: names.none, once: () => run(none.engine, false) },
      { name: names.real, once: () => timeWriting(names.real, false) },
      { name: names.durable, once: () => timeWriting(names.durable, true) },
    ],
    { rounds: context.count(60, 4), warmUp: context.count(5, 1), pauseMs: 60 },
  );
  const p50 = (name: string): number => results.get(name)?.p50 ?? Number.NaN;
  const perCall = (name: string): string =>
    name === names.none ? "" : toFigure((p50(name) - p50(names.none)) / CALLS);
  const inWrites = (name: string): number => summarize(writing.get(name) ?? [Number.NaN]).p50;
  return {
    table: {
      caption: `A run of ${CALLS} calls, one after another`,
      columns: ["", "p50 ms", "p95 ms", "ms more for each call", "ms in writes of each call"],
      rows: [...results].map(([name, summary]) => [
        name,
        ...toCells(summary),
        perCall(name),
        name === names.none ? "" : toFigure(inWrites(name)),
      ]),
    },
    goal: {
      what: "Journal, for each tool call",
      unit: "ms",
      measured: inWrites(names.real),
      limit: 0.15,
      is: "at most",
    },
    note: "A call writes twice, its intent and its outcome. A call of a durable run waits until the disk has its intent; how long depends on the disk alone.",
  };
}

/** A run with 1,000 calls behind it waits for a person; from the decision to its answer. */
async function measureResume(context: BenchContext): Promise<Part> {
  await using scratch = await createScratch();
  await using composed = await composeEngine({ dir: scratch.dir, tier: "strict" });
  const { engine } = composed;
  const code = `for (let i = 0; i < ${RECORDED}; i++) await servers.bench.add({ a: i, b: 1 });\nreturn await servers.bench.approve({ a: 1 });`;
  const samples: number[] = [];
  for (let round = 0; round < context.count(20, 2); round++) {
    showProgress(`journal: resume ${round + 1}`);
    const { answer } = await engine.executeCode(
      { principal: PRINCIPAL },
      executeCodeInput.parse({ code, durable: true }),
    );
    const [approval] = answer.approvals ?? [];
    if (approval === undefined)
      throw new Error(`Cannot measure: the run did not wait, ${JSON.stringify(answer.error)}`);
    samples.push(await timed(() => decideAndWait(engine, answer.runId, approval.id)));
  }
  const summary = summarize(samples);
  return {
    table: {
      caption: `Resume of a run with ${RECORDED.toLocaleString("en-US")} recorded calls, from the decision to the answer`,
      columns: ["", "p50 ms", "p95 ms"],
      rows: [["approve, replay, last call, answer", ...toCells(summary)]],
    },
    goal: { what: "Resume of 1,000 recorded calls, p50", unit: "ms", measured: summary.p50, limit: 150, is: "at most" },
  };
}

async function decideAndWait(engine: Engine, runId: string, approvalId: string): Promise<void> {
  await engine.operations.decideApproval({ principal: APPROVER }, approvalId, { decision: "approve" });
  const input = getRunInput.parse({ runId, action: "resume" });
  const { answer } = await engine.getRun({ principal: PRINCIPAL }, input);
  if (!answer.success)
    throw new Error(`Cannot measure: the resumed run is ${answer.status}, ${JSON.stringify(answer.error)}`);
}

interface WaitingState {
  readonly heapMb: number;
  readonly residentMb: number;
  readonly children: number;
}

interface WaitingReport {
  readonly openMs: number;
  readonly seconds: number;
  readonly empty: WaitingState;
  readonly full: WaitingState;
}

async function measureWaiting(context: BenchContext): Promise<Part> {
  const runs = context.count(10_000, 200);
  await using scratch = await createScratch();
  showProgress(`journal: ${runs} runs that wait`);
  const parked = await readWaiting(scratch.dir, runs);
  showProgress("journal: opened again");
  const opened = await readWaiting(scratch.dir, 0);
  const fullTen = (mb: number): number => (mb / runs) * 10_000;
  const heap = fullTen(parked.full.heapMb - parked.empty.heapMb);
  const heapOpened = fullTen(opened.full.heapMb - parked.empty.heapMb);
  const row = (name: string, state: WaitingState, more: string): string[] => [
    name,
    toFigure(state.heapMb),
    toFigure(state.residentMb),
    String(state.children),
    more,
  ];
  const label = runs.toLocaleString("en-US");
  return {
    table: {
      caption: `${label} runs in \`sleep("3 days")\``,
      columns: ["engine's process", "heap MB", "resident MB", "child processes", "heap MB for 10,000"],
      rows: [
        row("before", parked.empty, ""),
        row(`with ${label} parked in this process`, parked.full, toFigure(heap)),
        row("started again over the same folder", opened.full, toFigure(heapOpened)),
      ],
    },
    goal: {
      what: "10,000 waiting runs, memory",
      unit: "MB",
      measured: Math.max(heap, heapOpened, 0),
      limit: 100,
      is: "at most",
    },
    note: `Parking took ${toFigure((parked.seconds * 1000) / runs)} ms a run at 8 at a time; opening the folder with ${label} of them took ${toFigure(opened.openMs)} ms, an empty one ${toFigure(parked.openMs)} ms. Child processes are the warm sandboxes, which no run holds.`,
  };
}

function readWaiting(dir: string, runs: number): Promise<WaitingReport> {
  return forkReport("waiting-runs.ts", { dir, runs }, ["--expose-gc"]);
}

async function succeed(engine: Engine, code: string, durable: boolean): Promise<void> {
  const { answer } = await engine.executeCode({ principal: PRINCIPAL }, executeCodeInput.parse({ code, durable }));
  if (!answer.success) throw new Error(`Cannot measure: ${JSON.stringify(answer.error)}`);
}

const toCells = ({ p50, p95 }: Summary): string[] => [toFigure(p50), toFigure(p95)];
