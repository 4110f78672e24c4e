import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ToolRefresh } from "./tool-refresh.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("ToolRefresh", () => {
  test("ToolRefresh makes one refresh of a burst", async () => {
    const refresh = vi.fn(async () => {});
    const subject = new ToolRefresh(refresh);
    for (let index = 0; index < 10; index += 1) {
      subject.notice();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(refresh).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test("ToolRefresh does not wait for the end of an endless burst", async () => {
    const refresh = vi.fn(async () => {});
    const subject = new ToolRefresh(refresh);
    for (let index = 0; index < 60; index += 1) {
      subject.notice();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(refresh.mock.calls.length).toBeLessThanOrEqual(4);
  });

  test("ToolRefresh refreshes once more when a notice came during one", async () => {
    const first = Promise.withResolvers<void>();
    const refresh = vi.fn(() => (refresh.mock.calls.length === 1 ? first.promise : Promise.resolve()));
    const subject = new ToolRefresh(refresh);
    subject.notice();
    await vi.advanceTimersByTimeAsync(200);
    subject.notice();
    subject.notice();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    first.resolve();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  test("ToolRefresh does nothing after stop()", async () => {
    const refresh = vi.fn(async () => {});
    const subject = new ToolRefresh(refresh);
    subject.notice();
    subject.stop();
    subject.notice();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(refresh).not.toHaveBeenCalled();
  });
});
