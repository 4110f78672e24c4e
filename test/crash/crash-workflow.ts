import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApprovalRecord, RunAnswer } from "@sluice/contracts";
import { createGatewayFolder, openPolicy, sluiceBin } from "../fixtures/gateway.ts";

export interface CrashOptions {
  readonly effects: number;
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kill: number, how: string) => void;
}

export interface CrashReport {
  readonly kills: number;
  /** Calls in doubt that a person was asked about. */
  readonly asked: number;
  readonly answer: RunAnswer;
  /** Key to how often its effect happened. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Effects of both kinds, by turns and side by side; a rejected doubt counts as done. */
const program = (effects: number): string => `import { sleep } from "./client.ts";
const done = [];
const settle = async (key, call) => {
  try {
    await call;
    done.push(key);
  } catch (error) {
    if (error.code !== "rejected") throw error;
    done.push(key);
  }
};
for (let i = 0; i < ${effects}; i += 4) {
  await settle("a" + i, servers.effects.append({ key: "a" + i }));
  await Promise.all([
    settle("b" + i, servers.effects.appendOnce({ key: "b" + i })),
    settle("c" + i, servers.effects.append({ key: "c" + i })),
  ]);
  await sleep(Math.floor(Math.random() * 5));
  await settle("d" + i, servers.effects.appendOnce({ key: "d" + i }));
}
return { count: done.length, last: done.at(-1) };`;

/** Intent and outcome of each effect, and of one sleep for four of them. */
const WRITES_PER_EFFECT = 2.5;

interface RunningGateway {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A durable run on a real server, its gateway killed with SIGKILL again and again until the kills are used up. */
export async function crashWorkflow(options: CrashOptions): Promise<CrashReport> {
  using folder = createGatewayFolder({ policies: { "open.yaml": openPolicy } });
  const file = join(folder.dir, "effects.txt");
  const server = {
    command: process.execPath,
    args: [join(import.meta.dirname, "../fixtures/servers/effect-log.ts"), "--file", file],
  };
  writeFileSync(folder.configFile, JSON.stringify({ mcpServers: { effects: server }, http: { port: 0 } }));
  const random = createRandom(options.seed);
  // So many journal writes between two kills that the kills are used up about when the work is done.
  const spread = Math.max(2, Math.round((2 * WRITES_PER_EFFECT * options.effects) / options.kills));
  let runId: string | undefined;
  let asked = 0;
  let kills = 0;

  for (;;) {
    const isLast = kills >= options.kills;
    const fault =
      random() < 0.85 ? `${random() < 0.5 ? "before" : "after"}:${1 + Math.floor(random() * spread)}` : undefined;
    const gateway = await startGateway(folder.dir, isLast ? undefined : fault);
    const timer =
      isLast || fault !== undefined ? undefined : setTimeout(() => gateway.child.kill("SIGKILL"), 50 + random() * 900);
    try {
      runId ??= await startRun(gateway, folder.dir, options.effects);
      for (;;) {
        if (isDead(gateway.child)) break;
        const answer = await getRun(gateway, folder.dir, runId);
        if (answer.status === "completed" || answer.status === "failed") {
          clearTimeout(timer);
          gateway.child.kill("SIGTERM");
          await ended(gateway.child);
          return { kills, asked, answer, counts: countLines(file) };
        }
        asked += await decideDoubts(gateway, folder.dir, file);
        await sleep(20);
      }
    } catch (error) {
      // A request that the kill cut off; anything else comes again with the next gateway.
      if (!isDead(gateway.child)) {
        await Promise.race([ended(gateway.child), sleep(2000)]);
        if (!isDead(gateway.child)) throw error;
      }
    } finally {
      clearTimeout(timer);
      if (!isDead(gateway.child)) gateway.child.kill("SIGKILL");
    }
    await ended(gateway.child);
    kills += 1;
    options.onKill?.(kills, fault ?? "by time");
  }
}

/** The person: looks whether the effect is there, and answers accordingly. */
async function decideDoubts(gateway: RunningGateway, dir: string, file: string): Promise<number> {
  const { approvals } = (await request(gateway, dir, "GET", "/api/approvals?status=pending")) as {
    approvals: readonly ApprovalRecord[];
  };
  for (const { id, arguments: args } of approvals) {
    const isDone = (countLines(file).get((args as { key: string }).key) ?? 0) > 0;
    await request(gateway, dir, "POST", `/api/approvals/${id}/decision`, { decision: isDone ? "reject" : "approve" });
  }
  return approvals.length;
}

async function startGateway(dir: string, fault: string | undefined): Promise<RunningGateway> {
  const { SLUICE_FAULT: _own, ...env } = process.env;
  const child = spawn(process.execPath, [sluiceBin, "serve"], {
    cwd: dir,
    env: { ...env, SLUICE_LOG_LEVEL: "error", ...(fault === undefined ? {} : { SLUICE_FAULT: fault }) },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let text = "";
  for await (const chunk of child.stderr ?? []) {
    text += String(chunk);
    const url = /MCP\s+(http\S+)\/mcp/.exec(text)?.[1];
    if (url !== undefined) {
      child.stderr?.resume();
      return { child, url };
    }
  }
  // Struck before it was up: as good a kill as any.
  await ended(child);
  if (child.signalCode !== "SIGKILL") throw new Error(`The gateway did not start: ${text}`);
  return { child, url: "" };
}

async function startRun(gateway: RunningGateway, dir: string, effects: number): Promise<string> {
  const listed = async (): Promise<string | undefined> => {
    const { runs } = (await request(gateway, dir, "GET", "/api/runs?limit=1")) as {
      runs: readonly { runId: string }[];
    };
    return runs[0]?.runId;
  };
  const known = await listed();
  if (known !== undefined) return known;
  request(gateway, dir, "POST", "/api/tools/executeCode", {
    code: program(effects),
    durable: true,
    timeoutMs: 110_000,
    typecheck: "off",
  }).catch(() => undefined);
  for (;;) {
    const runId = await listed();
    if (runId !== undefined) return runId;
    await sleep(10);
  }
}

async function getRun(gateway: RunningGateway, dir: string, runId: string): Promise<RunAnswer> {
  const { runs } = (await request(gateway, dir, "GET", "/api/runs?limit=1")) as { runs: readonly RunAnswer[] };
  const run = runs[0];
  if (run === undefined) throw new Error("The run is lost");
  return run.status === "running" || run.status === "waiting"
    ? run
    : ((await request(gateway, dir, "GET", `/api/runs/${runId}`)) as RunAnswer);
}

async function request(
  gateway: RunningGateway,
  dir: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const token = readFileSync(join(dir, ".sluice/admin.token"), "utf8").trim();
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...(path.startsWith("/api/tools/") ? { "x-sluice-principal": "agent" } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}

function countLines(file: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [])
    counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function isDead(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (!isDead(child)) await once(child, "exit");
}

/** mulberry32: the same kills for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
