import { expect, test } from "vitest";
import { ResumeQueue } from "./resume-queue.ts";

function createWork() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const takenUp = new Map<string, () => void>();
  const takeUp = (runId: string, onTakenUp: () => void): Promise<void> => {
    started.push(runId);
    takenUp.set(runId, onTakenUp);
    return new Promise((resolve) => void ends.set(runId, resolve));
  };
  return { started, takenUp, takeUp, end: (runId: string) => ends.get(runId)?.() };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("ResumeQueue takes up so many at a time, in order, and each once while it waits", async () => {
  const work = createWork();
  const queue = new ResumeQueue(2, work.takeUp);
  for (const runId of ["a", "b", "c", "c", "d"]) void queue.push(runId);
  expect(work.started).toEqual(["a", "b"]);
  work.end("b");
  await turn();
  expect(work.started).toEqual(["a", "b", "c"]);
  // At work already: what comes now may be news for it.
  void queue.push("a");
  work.end("a");
  work.end("c");
  await turn();
  expect(work.started).toEqual(["a", "b", "c", "d", "a"]);
});

test("ResumeQueue tells when a run was taken up, or ended without that, or nobody will", async () => {
  const work = createWork();
  const queue = new ResumeQueue(1, work.takeUp);
  const first = queue.push("a");
  const second = queue.push("b");
  const third = queue.push("c");
  expect(queue.push("c")).toBe(third);
  work.takenUp.get("a")?.();
  await first;
  work.end("a");
  await turn();
  work.end("b");
  await second;
  const fourth = queue.push("d");
  queue.close();
  await fourth;
  await queue.push("e");
  work.end("c");
  await third;
  expect(work.started).toEqual(["a", "b", "c"]);
});
