import { describe, expect, test } from "vitest";
import { CallSlots } from "./call-slots.ts";

const never = new AbortController().signal;

describe("CallSlots", () => {
  test("CallSlots lets so many in and the next one when a place is given back, in order", async () => {
    const slots = new CallSlots(2, 10);
    const order: string[] = [];
    const first = await slots.acquire(never);
    await slots.acquire(never);
    const third = slots.acquire(never).then((release) => {
      order.push("third");
      return release;
    });
    const fourth = slots.acquire(never).then((release) => {
      order.push("fourth");
      return release;
    });
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.();
    first?.();
    const release = await third;
    expect(order).toEqual(["third"]);
    release?.();
    await fourth;
    expect(order).toEqual(["third", "fourth"]);
  });

  test("CallSlots refuses to let more wait than it may", async () => {
    const slots = new CallSlots(1, 1);
    await slots.acquire(never);
    void slots.acquire(never);
    expect(await slots.acquire(never)).toBeUndefined();
  });

  test("CallSlots forgets one that gives up waiting", async () => {
    const slots = new CallSlots(1, 1);
    const release = await slots.acquire(never);
    const controller = new AbortController();
    const waiting = slots.acquire(controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    release?.();
    expect(await slots.acquire(never)).toBeTypeOf("function");
  });

  test("CallSlots refuses one that has given up before", async () => {
    await expect(new CallSlots(1, 1).acquire(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  });
});
