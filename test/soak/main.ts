/**
 * `npm run soak -- [runs] [tier]`: mixed runs with five bombs in a hundred, through one gateway in this process. At the
 * end every run has its record, every honest one its right answer, and memory, descriptors and processes are as before.
 */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type IsolationTier, isolationTiers } from "@sluice/contracts";
import { AttackRange } from "../security/harness/attack-range.ts";
import { countDescriptors } from "../security/harness/descriptors.ts";
import { bombs, honest, type Program } from "./programs.ts";

const BOMBS_IN_100 = 5;
const PARALLEL = 4;
/** Sessions that runs share; each keeps its folder and its vault as long as the gateway is up. */
const SESSIONS = 16;
const BOMB_SESSIONS = 64;
/** The first batch makes all that is made once. */
const BATCH = 500;
const MAX_SHOWN = 30;
const TIMEOUT_MS = 15_000;
const BOMB_TIMEOUT_MS = 4_000;

const wanted = Number(process.argv[2] ?? 10_000);
const tier = isolationTiers.find((name) => name === process.argv[3]) ?? "strict";

interface Sample {
  readonly heapMb: number;
  readonly residentMb: number;
  readonly descriptors: number;
}

/** What a process of this size varies by without a leak; ten thousand runs that leak a page each would show. */
const mayGrow: Sample = { heapMb: 32, residentMb: 192, descriptors: 0 };

async function soak(runs: number, used: IsolationTier): Promise<boolean> {
  const range = await AttackRange.open(used);
  try {
    if (!(await range.isOffered())) {
      print(`Cannot soak tier ${used}: this machine does not offer it, name another`);
      return false;
    }
    const problems = await runAll(range, runs);
    await range[Symbol.asyncDispose]();
    if (!(await isQuiet(range))) problems.push(`${range.guests.length} processes outlive the gateway`);
    for (const problem of problems.slice(0, MAX_SHOWN)) print(problem);
    print(problems.length === 0 ? "nothing lost, nothing left, nothing wrong" : `${problems.length} problems`);
    return problems.length === 0;
  } finally {
    await range[Symbol.asyncDispose]();
  }
}

async function runAll(range: AttackRange, runs: number): Promise<string[]> {
  const problems: string[] = [];
  const counts = new Map<string, number>();
  const durations: number[] = [];
  const ended = new Set<string>();

  const runBatch = async (from: number, to: number): Promise<void> => {
    let next = from;
    const work = async (): Promise<void> => {
      for (let number = next++; number < to; number = next++) {
        const { isBomb, program } = pickProgram(number);
        const startedAt = performance.now();
        const problem = await runOne(range, program, number, isBomb);
        if (!isBomb) durations.push(performance.now() - startedAt);
        counts.set(program.name, (counts.get(program.name) ?? 0) + 1);
        if (problem !== undefined) problems.push(`run ${number}, ${program.name}: ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    for (const runId of range.takeEnded()) ended.add(runId);
  };

  const warmUp = Math.min(BATCH, Math.ceil(runs / 2));
  await runBatch(0, warmUp);
  await settle(range);
  const before = sample();
  durations.length = 0;
  const startedAt = performance.now();
  for (let from = warmUp; from < runs; from += BATCH) {
    await runBatch(from, Math.min(runs, from + BATCH));
    print(`${Math.min(runs, from + BATCH)} runs, ${problems.length} problems, ${toText(sample())}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await settle(range);
  const after = sample();

  print([...counts].map(([name, count]) => `${name} ${count}`).join(", "));
  const sorted = durations.sort((a, b) => a - b);
  const at = (part: number): string => `${Math.round(sorted[Math.floor(sorted.length * part)] ?? 0)} ms`;
  const rate = ((runs - warmUp) / seconds).toFixed(1);
  print(`${runs} runs in tier ${range.tier}, ${rate} a second; honest ones p50 ${at(0.5)}, p99 ${at(0.99)}`);
  print(`before ${toText(before)}; after ${toText(after)}`);
  return [...problems, ...(await findLosses(range, { runs, ended, before, after }))];
}

/** Five bombs in a hundred, and each program in turn. */
function pickProgram(number: number): { readonly program: Program; readonly isBomb: boolean } {
  const isBomb = number % 100 < BOMBS_IN_100;
  const list = isBomb ? bombs : honest;
  const turn = isBomb ? Math.floor(number / 100) * BOMBS_IN_100 + (number % 100) : number;
  return { program: list[turn % list.length] as Program, isBomb };
}

async function runOne(
  range: AttackRange,
  program: Program,
  number: number,
  isBomb: boolean,
): Promise<string | undefined> {
  const session = isBomb ? `bomb-${number % BOMB_SESSIONS}` : `session-${number % SESSIONS}-${program.name}`;
  const principal = isBomb ? "attacker" : "healthy";
  const sent = await range.send(principal, program.code(number), session, isBomb ? BOMB_TIMEOUT_MS : TIMEOUT_MS);
  if (isBomb) rmSync(range.workspaceOf(principal, session), { recursive: true, force: true });
  if (sent.answer === undefined) return `refused: ${JSON.stringify(sent.refusal)}`;
  return program.judge(sent.answer, number);
}

interface Tally {
  readonly runs: number;
  /** Runs of whose end there was an event. */
  readonly ended: ReadonlySet<string>;
  readonly before: Sample;
  readonly after: Sample;
}

async function findLosses(range: AttackRange, { after, before, ended, runs }: Tally): Promise<string[]> {
  const admin = { principal: "root", isAdmin: true };
  const records = await range.gateway.engine.operations.listRuns(admin, { limit: runs * 2 });
  const open = records.filter(({ status }) => status === "running" || status === "waiting");
  const losses: string[] = [];
  if (records.length !== runs) losses.push(`${records.length} records of ${runs} runs`);
  if (open.length > 0) losses.push(`${open.length} records say that their run goes on`);
  if (ended.size !== runs) losses.push(`${ended.size} runs have an event of their end`);
  if (range.effects.includes("deleted all")) losses.push("a forbidden tool was called");
  for (const name of ["descriptors", "heapMb", "residentMb"] as const) {
    if (after[name] > before[name] + mayGrow[name]) losses.push(`${name} grew from ${before[name]} to ${after[name]}`);
  }
  return losses;
}

async function isQuiet(range: AttackRange): Promise<boolean> {
  for (let tries = 0; tries < 100 && range.guests.length > 0; tries++) await sleep(100);
  return range.guests.length === 0;
}

/** Lets processes that were killed go, and memory that nobody holds be given back. */
async function settle(range: AttackRange): Promise<void> {
  let known = -1;
  while (range.guests.length !== known) {
    known = range.guests.length;
    await sleep(1500);
  }
  // What finalizers give back is free at the next collection only.
  for (let times = 0; times < 3; times++) {
    (globalThis as { gc?: () => void }).gc?.();
    await sleep(300);
  }
}

function sample(): Sample {
  const { external, heapUsed, rss } = process.memoryUsage();
  const toMb = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  return { heapMb: toMb(heapUsed + external), residentMb: toMb(rss), descriptors: countDescriptors() };
}

function toText({ descriptors, heapMb, residentMb }: Sample): string {
  return `${heapMb} MB in use, ${residentMb} MB resident, ${descriptors} descriptors`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = (await soak(wanted, tier)) ? 0 : 1;
