// A child of store.process.test.ts: appends until it is killed and reports each entry once it is acknowledged.
import { writeSync } from "node:fs";
import { openStore } from "./index.ts";
import { createOutcome, createRun } from "./run.fixture.ts";

const [dir = ""] = process.argv.slice(2);
const store = await openStore({ dir });
await store.runs.insert(createRun("run_1"));
for (let seq = 0; ; seq++) {
  // Every fiftieth goes through the blob store, every tenth through a disk flush.
  const value = seq % 50 === 49 ? `${seq}`.repeat(40_000) : `value ${seq}`;
  await store.journal.append("run_1", [createOutcome(seq, value)], { sync: seq % 10 === 0 });
  // Not process.stdout: what is written there may still be in this process when it dies.
  writeSync(1, `${seq}\n`);
}
