import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../fixtures/until.ts";
import { AttackRange } from "./harness/attack-range.ts";

const MODULES = 12;
const MB = 1024 * 1024;
const text = `export const n: number = 1; const s: string = "${"x".repeat(200_000)}"; export default s.length;`;

const code = `import { sleep } from "./client.ts";
const load = (name) => import(name);
const text = ${JSON.stringify(text)};
for (let at = 0; at < ${MODULES}; at++) {
  await load("data:application/typescript," + text + "//" + at);
  await load(URL.createObjectURL(new Blob([text], { type: "application/typescript" })));
  Deno.writeTextFileSync("m.ts", text);
  await load("file://" + Deno.cwd() + "/m.ts?" + at);
}
console.log("made");
await sleep(600_000);`;

/** Strict boxes have a folder of a fixed size that nobody outside sees. */
describe.each(["any", "standard"] as const)("tier %s", (tier) => {
  let range: AttackRange;
  beforeAll(async () => {
    range = await AttackRange.open(tier);
  });
  afterAll(() => range[Symbol.asyncDispose]());

  test("Deno keeps nothing of the modules that code makes", async () => {
    if (!(await range.isOffered())) {
      const { refusal, answer } = await range.send("roomy", "return 1", "weaker");
      expect(refusal?.code ?? answer?.error?.code).toMatch(/^(?:isolation|sandbox)_unavailable$/);
      return;
    }
    const folders = () => range.guests.map(({ pid }) => denoDirOf(pid)).filter((folder) => folder !== undefined);
    const sent = range.send("roomy", `// @ts-nocheck\n${code}`, "modules", 10_000);
    let largest = 0;
    let isOver = false;
    void sent.then(() => {
      isOver = true;
    });
    await until(() => {
      largest = Math.max(largest, ...folders().map((folder) => sizeOf(join(folder, "gen"))));
      return isOver;
    });
    const { answer } = await sent;
    expect(answer?.logs.map((line) => line.text)).toContain("made");
    expect(largest).toBeLessThan(MB);
  });
});

function denoDirOf(pid: number): string | undefined {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return entries.find((entry) => entry.startsWith("DENO_DIR="))?.slice("DENO_DIR=".length);
  } catch {
    return undefined;
  }
}

/** Links are not followed; what vanishes meanwhile counts nothing. */
function sizeOf(path: string): number {
  try {
    const stats = lstatSync(path);
    if (!stats.isDirectory()) return stats.size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}
