import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findProcesses, stillRunning } from "../fixtures/processes.ts";
import { until } from "../fixtures/until.ts";

const host = fileURLToPath(new URL("../fixtures/dies-while-asked.ts", import.meta.url));

test("a type checker that waits for an answer of a killed gateway ends with it", async () => {
  const child = spawn(process.execPath, [host], { stdio: ["ignore", "pipe", "inherit"] });
  const isGone = once(child, "exit");
  const pid = Number(await text(child.stdout));
  expect(await isGone).toEqual([null, "SIGKILL"]);
  expect(pid).toBeGreaterThan(1);
  const checker = findProcesses("tsc --api").filter((entry) => entry.pid === pid);
  await until(() => stillRunning(checker).length === 0);
});
