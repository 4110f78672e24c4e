import type { IsolationTier } from "@sluice/contracts";
import { connectDirectly, executeCode, startGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { openEngine, runInEngine, settle } from "../harness/in-process.ts";
import { type Contender, interleave, timed } from "../harness/interleave.ts";
import { createScratch, policyFor } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section, Table } from "../harness/section.ts";
import { everythingServer } from "../harness/servers.ts";
import { type Summary, toFigure } from "../harness/statistics.ts";
import { callDirectly, sluiceCall, toProgram, type Work, works } from "./work.ts";

const PAUSE_MS = 120;
const DIRECT = "SDK client at the server, no Sluice";
const ENGINE = "engine in process, strict";
const STDIO = "MCP over stdio, strict";

type Results = ReadonlyMap<string, Summary>;

/** What a warm client waits for, by way and by work. */
export async function measureRuns(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  await using stack = new AsyncDisposableStack();
  const config = (name: string): Promise<string> =>
    scratch.gateway(name, { servers: { everything: everythingServer } });
  const gateway = async (transport: "stdio" | "http", tier: IsolationTier) => {
    const { client } = stack.use(await startGateway({ config: await config(`${transport}-${tier}`), transport, tier }));
    return {
      name: `MCP over ${transport === "stdio" ? "stdio" : "HTTP"}, ${tier}`,
      run: (code: string) => executeCode(client, code),
    };
  };
  const ways = [
    await gateway("stdio", "strict"),
    await gateway("http", "strict"),
    await gateway("stdio", "any"),
    await gateway("http", "any"),
  ];
  const { engine } = stack.use(await openEngine(await config("engine"), "strict"));
  const all = [...ways, { name: ENGINE, run: (code: string) => runInEngine(engine, code) }];
  const direct = stack.use(await connectDirectly(everythingServer));
  await settle();

  const results = new Map<Work, Results>();
  for (const work of works) {
    showProgress(`runs: ${work.name}`);
    const code = toProgram(work, sluiceCall);
    const contenders: Contender[] = all.map(({ name, run }) => ({ name, once: () => timed(() => run(code)) }));
    if (work.calls > 0) contenders.push({ name: DIRECT, once: () => timed(() => callDirectly(direct, work)) });
    const rounds = work.calls > 1 ? context.count(30, 2) : context.count(120, 10);
    results.set(work, await interleave(contenders, { rounds, warmUp: context.count(5, 1), pauseMs: PAUSE_MS }));
  }
  showProgress("runs: new code each time");
  const variants = await measureVariants(context, ways[0]?.run ?? (() => Promise.reject()));
  const cold = await measureCold(context, scratch);
  return {
    name: "runs",
    title: "One run, warm",
    lead: `What a client that is connected waits for, from \`executeCode\` to the answer; each run in a process of its own that ends with it. ${PAUSE_MS} ms between two runs, so that a warm process waits. The server is \`@modelcontextprotocol/server-everything\` over stdio, the tool \`get-sum\`.`,
    tables: [toTable(results, [...all.map(({ name }) => name), DIRECT]), variants, cold.table],
    goals: toGoals(results, cold.p50),
    notes: [
      "The same code is compiled once; what a program costs that was never seen is in the second table.",
      "The policy has the default limits (16 calls of a run at once) and lets all tools be called.",
      "`get-sum` over stdio answers in a tenth of a millisecond, so calls to it are all hops between processes: code in a process of its own has two of them more than a client. “Beside others” has the same calls over HTTP.",
    ],
  };
}

async function measureVariants(context: BenchContext, run: (code: string) => Promise<unknown>): Promise<Table> {
  let count = 0;
  const options = { rounds: context.count(100, 5), warmUp: 3, pauseMs: PAUSE_MS };
  const contenders: Contender[] = [
    { name: "`return 1 + 1`, known", once: () => timed(() => run("return 1 + 1")) },
    { name: "`return 1 + 1`, new each time", once: () => timed(() => run(`return 1 + 1 // ${count++}`)) },
    { name: "1 tool call, new each time", once: () => timed(() => run(`return await ${sluiceCall(String(count++))}`)) },
  ];
  const paced = await interleave(contenders, options);
  const [known] = contenders;
  const rushed = known === undefined ? [] : await interleave([known], { ...options, pauseMs: 0 });
  const rows = [...paced].map(([name, summary]) => [name, ...toCells(summary)]);
  for (const [name, summary] of rushed) rows.push([`${name}, without a pause`, ...toCells(summary)]);
  return { caption: "New code, and no pause (MCP over stdio, strict)", columns: ["", "p50 ms", "p95 ms"], rows };
}

/** Each run under a policy of its own, so that no process can be waiting for it. */
async function measureCold(
  context: BenchContext,
  scratch: Awaited<ReturnType<typeof createScratch>>,
): Promise<{ readonly table: Table; readonly p50: number }> {
  showProgress("runs: cold");
  const rounds = context.count(60, 4);
  const policies = Object.fromEntries(
    Array.from({ length: rounds * 2 + 2 }, (_, i) => [
      `cold-${i}`,
      policyFor(`cold-${i}`, [`cold/${i}`], [`sandbox: { memoryMb: ${128 + i} }`]),
    ]),
  );
  await using stack = new AsyncDisposableStack();
  const rows: string[][] = [];
  let strict = 0;
  for (const tier of ["strict", "any"] as const) {
    const config = await scratch.gateway(`cold-${tier}`, {
      servers: {},
      sandbox: { warm: 0, maxProcesses: 256 },
      policies,
    });
    const { engine } = stack.use(await openEngine(config, tier));
    let next = 0;
    const once = (): Promise<number> => timed(() => runInEngine(engine, "return 1 + 1", `cold/${next++}`));
    const [summary] = (await interleave([{ name: tier, once }], { rounds, warmUp: 2, pauseMs: 400 })).values();
    if (summary === undefined) continue;
    if (tier === "strict") strict = summary.p50;
    rows.push([`engine in process, ${tier}`, ...toCells(summary)]);
  }
  const table = { caption: "`return 1 + 1` cold: no process waits", columns: ["", "p50 ms", "p95 ms"], rows };
  return { table, p50: strict };
}

function toTable(results: ReadonlyMap<Work, Results>, names: readonly string[]): Table {
  return {
    columns: ["p50 / p95, ms", ...[...results.keys()].map((work) => work.name)],
    rows: names.map((name) => [
      name,
      ...[...results.values()].map((result) => {
        const summary = result.get(name);
        return summary === undefined ? "" : toCells(summary).join(" / ");
      }),
    ]),
  };
}

const toCells = ({ p50, p95 }: Summary): string[] => [toFigure(p50), toFigure(p95)];

function toGoals(results: ReadonlyMap<Work, Results>, coldMs: number): Goal[] {
  const [plain, , sequential, parallel] = [...results.values()];
  const p50 = (result: Results | undefined, name: string): number => result?.get(name)?.p50 ?? Number.NaN;
  const ratio = p50(sequential, STDIO) / p50(sequential, DIRECT);
  return [
    {
      what: "Engine's own part of `return 1 + 1`, p50",
      unit: "ms",
      measured: p50(plain, ENGINE),
      limit: 2.5,
      is: "at most",
    },
    { what: "`return 1 + 1` cold, p50", unit: "ms", measured: coldMs, limit: 35, is: "at most" },
    {
      what: "100 calls from code over stdio, in times of the SDK client's",
      unit: "×",
      measured: ratio,
      limit: 1.3,
      is: "at most",
    },
    {
      what: "100 calls at once from code over stdio, p50",
      unit: "ms",
      measured: p50(parallel, STDIO),
      limit: p50(sequential, DIRECT),
      is: "at most",
      than: "the SDK client one after another",
    },
  ];
}
