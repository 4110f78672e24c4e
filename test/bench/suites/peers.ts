import { connectDirectly, executeCode, startGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { settle } from "../harness/in-process.ts";
import { type Contender, interleave, timed } from "../harness/interleave.ts";
import { installPeers, isMissing, type PeerStart, peerDescriptions, startPeer } from "../harness/peers.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section } from "../harness/section.ts";
import { startEverythingHttp } from "../harness/servers.ts";
import { type Summary, toFigure } from "../harness/statistics.ts";
import { callDirectly, sluiceCall, toProgram, type Work, works } from "./work.ts";

const PAUSE_MS = 120;
const SLUICE = "Sluice, MCP over stdio, strict";
const SLUICE_ANY = "Sluice, MCP over stdio, any";
const DIRECT = "SDK client at the server";
const HOP = "an empty request to miniflare";

type Results = ReadonlyMap<string, Summary>;

/** The same work, the same server, in turns. */
export async function measurePeers(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await startEverythingHttp());
  const failure = await installPeers();
  const start = async (key: keyof typeof peerDescriptions): Promise<PeerStart> => {
    if (failure !== undefined) return { label: peerDescriptions[key].name, missing: failure };
    const peer = await startPeer(peerDescriptions[key], url);
    return isMissing(peer) ? peer : stack.use(peer);
  };
  const utcp = await start("utcp");
  const codemode = await start("codemode");
  const config = await scratch.gateway("peers", { servers: { everything: { url } } });
  const strict = stack.use(await startGateway({ config, transport: "stdio", tier: "strict" }));
  const anyConfig = await scratch.gateway("peers-any", { servers: { everything: { url } } });
  const any = stack.use(await startGateway({ config: anyConfig, transport: "stdio", tier: "any" }));
  const direct = stack.use(await connectDirectly({ url }));
  await settle();

  const results = new Map<Work, Results>();
  for (const work of works) {
    showProgress(`peers: ${work.name}`);
    const own = toProgram(work, sluiceCall);
    const contenders: Contender[] = [
      { name: SLUICE, once: () => timed(() => executeCode(strict.client, own)) },
      { name: SLUICE_ANY, once: () => timed(() => executeCode(any.client, own)) },
    ];
    if (!isMissing(utcp)) {
      const program = toProgram(work, (a) => `bench.everything_get_sum({ a: ${a}, b: 2 })`);
      contenders.push({ name: utcp.label, once: () => utcp.run(program) });
    }
    if (!isMissing(codemode)) {
      const program = `async () => { ${toProgram(work, (a) => `everything.get_sum({ a: ${a}, b: 2 })`)} }`;
      contenders.push({ name: codemode.label, once: () => codemode.run(program) });
      if (work.calls === 0) contenders.push({ name: HOP, once: () => codemode.run("") });
    }
    if (work.calls > 0) contenders.push({ name: DIRECT, once: () => timed(() => callDirectly(direct, work)) });
    const rounds = work.calls > 1 ? context.count(30, 2) : context.count(120, 10);
    results.set(work, await interleave(contenders, { rounds, warmUp: context.count(5, 1), pauseMs: PAUSE_MS }));
  }
  const names = [SLUICE, SLUICE_ANY, utcp.label, codemode.label, HOP, DIRECT].filter((name) =>
    [...results.values()].some((result) => result.has(name)),
  );
  return {
    name: "peers",
    title: "Beside others",
    lead: "The same programs against the same `@modelcontextprotocol/server-everything`, over Streamable HTTP because miniflare can reach nothing else. Sluice is measured at the client's end of MCP, its sandbox is a process of its own for each run; the peers are called as libraries by the process that times them, and get an isolate for each run.",
    tables: [
      {
        columns: ["p50 / p95, ms", ...works.map(({ name }) => name)],
        rows: names.map((name) => [name, ...works.map((work) => toCell(results.get(work)?.get(name)))]),
      },
    ],
    goals: [...toRunGoals(results.get(works[0] as Work), utcp, codemode), ...toCallGoals(results)],
    notes: [
      ...[utcp, codemode].flatMap((peer) =>
        isMissing(peer) ? [`${peer.label} could not be measured here: ${peer.missing}`] : [],
      ),
      "`@utcp/code-mode` runs the isolate in the process of its caller, and its tool calls block the isolate: calls at once go one after another.",
      "`@cloudflare/codemode` is timed around `dispatchFetch` to a Durable Object that holds its executor and the MCP client; the empty request is what that hop costs without any code.",
    ],
  };
}

function toCallGoals(results: ReadonlyMap<Work, Results>): Goal[] {
  const [, , sequential, parallel] = works.map((work) => results.get(work));
  const direct = sequential?.get(DIRECT)?.p50 ?? Number.NaN;
  return [
    {
      what: "100 calls from code over HTTP, in times of the SDK client's",
      unit: "×",
      measured: (sequential?.get(SLUICE)?.p50 ?? Number.NaN) / direct,
      limit: 1.3,
      is: "at most",
    },
    {
      what: "100 calls at once from code over HTTP, p50",
      unit: "ms",
      measured: parallel?.get(SLUICE)?.p50 ?? Number.NaN,
      limit: direct,
      is: "at most",
      than: "the SDK client one after another",
    },
  ];
}

function toRunGoals(plain: Results | undefined, utcp: PeerStart, codemode: PeerStart): Goal[] {
  const what = "`return 1 + 1` over MCP, strict, p50";
  const measured = plain?.get(SLUICE)?.p50 ?? Number.NaN;
  const goals: Goal[] = [];
  const ofCodemode = plain?.get(codemode.label)?.p50;
  if (ofCodemode !== undefined)
    goals.push({ what, unit: "ms", measured, limit: ofCodemode, is: "at most", than: "@cloudflare/codemode" });
  const ofUtcp = plain?.get(utcp.label)?.p50;
  if (ofUtcp !== undefined)
    goals.push({ what, unit: "ms", measured, limit: ofUtcp + 3, is: "at most", than: "@utcp/code-mode and 3 ms" });
  return goals;
}

const toCell = (summary: Summary | undefined): string =>
  summary === undefined ? "" : `${toFigure(summary.p50)} / ${toFigure(summary.p95)}`;
