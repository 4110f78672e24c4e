import { join } from "node:path";
import { createSkillStore } from "@sluice/skills";
import fc from "fast-check";
import { createGatewayFolder, openGatewayIn } from "../fixtures/gateway.ts";
import { helperSkill, randomProgram } from "./random-program.ts";

export interface FidelityOptions {
  readonly programs: number;
  readonly seed: number;
  /** So many programs are on their way at once. @default 2 */
  readonly atOnce?: number;
  readonly onProgress?: (done: number) => void;
}

export interface Departure {
  readonly code: string;
  readonly round: number;
  readonly what: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

export interface FidelityReport {
  readonly programs: number;
  readonly calls: number;
  readonly failed: number;
  readonly departures: readonly Departure[];
}

const REPLAYS = 3;
const agent = { principal: "agent" };

/** Runs random programs against a server that answers in any order, then replays each three times. */
export async function checkFidelity(options: FidelityOptions): Promise<FidelityReport> {
  const delays = { command: process.execPath, args: [join(import.meta.dirname, "../fixtures/servers/delays.ts")] };
  using folder = createGatewayFolder({ servers: { delays } });
  const skills = createSkillStore({ skillsDir: join(folder.dir, "skills") });
  const about = { name: "helper", description: "Two calls side by side", createdBy: "test", policy: "open" };
  await skills.publish({ ...about, code: helperSkill, requiredTools: [] });
  await skills.close();
  await using opened = await openGatewayIn(folder);
  const { engine } = opened.gateway;
  const departures: Departure[] = [];
  let calls = 0;
  let failed = 0;
  let done = 0;

  const check = async (code: string, isDurable: boolean): Promise<void> => {
    const request = { code, language: "typescript", typecheck: "off", durable: isDurable } as const;
    const { answer } = await engine.executeCode(agent, request);
    calls += answer.toolCalls.length;
    if (!answer.success) failed += 1;
    if (answer.error !== undefined && !answer.error.message.startsWith("at the end"))
      departures.push({ code, round: 0, what: "the first run", recorded: "an end of its own", replayed: answer.error });
    for (let round = 1; round <= REPLAYS; round++) {
      const replay = await engine.operations.replay(agent, answer.runId, {});
      const recorded = { output: answer.output, error: answer.error, logs: answer.logs };
      const { output, error, logs } = replay.answer;
      const replayed = { output, error, logs };
      const { isSame } = replay;
      if (!isSame.output || !isSame.logs || !isSame.calls || JSON.stringify(recorded) !== JSON.stringify(replayed))
        departures.push({ code, round, what: JSON.stringify(isSame), recorded, replayed });
    }
    done += 1;
    options.onProgress?.(done);
  };

  const programs = fc.sample(randomProgram, { numRuns: options.programs, seed: options.seed }).entries();
  const lane = async (): Promise<void> => {
    for (const [index, code] of programs) await check(code, index % 4 === 0);
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 2 }, lane));
  return { programs: done, calls, failed, departures };
}
