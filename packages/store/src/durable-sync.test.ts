import { describe, expect, it } from "vitest";
import { DurableSync } from "./durable-sync.ts";

function createFlushes() {
  const flushes: PromiseWithResolvers<void>[] = [];
  const durable = new DurableSync(() => {
    const flush = Promise.withResolvers<void>();
    flushes.push(flush);
    return flush.promise;
  });
  return { flushes, durable };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("DurableSync", () => {
  it("lets callers that come during a flush share the next one", async () => {
    const { flushes, durable } = createFlushes();
    const settled: string[] = [];
    const first = durable.sync().then(() => settled.push("first"));
    const late = [durable.sync(), durable.sync(), durable.sync()].map((sync) => sync.then(() => settled.push("late")));
    expect(flushes).toHaveLength(1);
    flushes[0]?.resolve();
    await first;
    await settle();
    expect(settled).toEqual(["first"]);
    expect(flushes).toHaveLength(2);
    flushes[1]?.resolve();
    await Promise.all(late);
    expect(flushes).toHaveLength(2);
  });

  it("fails the callers of a failed flush only", async () => {
    const { flushes, durable } = createFlushes();
    const first = durable.sync();
    const second = durable.sync();
    flushes[0]?.reject(new Error("disk"));
    await expect(first).rejects.toThrow("disk");
    await settle();
    flushes[1]?.resolve();
    await expect(second).resolves.toBeUndefined();
  });
});
