import { describe, expect, test } from "vitest";
import { Drain } from "./drain.ts";

describe("Drain", () => {
  test("waits for what it watches, also for what comes meanwhile and for what fails", async () => {
    const drain = new Drain();
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const seen: string[] = [];
    void drain.watch(first.promise.then(() => seen.push("first")));
    const finished = drain.finish(60_000).then(() => seen.push("finished"));
    expect(drain.isOn).toBe(true);
    drain.watch(second.promise).catch(() => seen.push("second"));
    first.resolve();
    await first.promise;
    second.reject(new Error("no"));
    await finished;
    expect(seen).toEqual(["first", "second", "finished"]);
  });

  test("gives up at its limit", async () => {
    const drain = new Drain();
    void drain.watch(new Promise(() => undefined));
    await drain.finish(10);
  });
});
