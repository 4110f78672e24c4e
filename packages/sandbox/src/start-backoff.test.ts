import { EngineError } from "@sluice/contracts";
import { expect, test } from "vitest";
import { StartBackoff } from "./start-backoff.ts";

test("StartBackoff lets starts pass until one fails, then says why not", () => {
  const backoff = new StartBackoff();
  backoff.check();
  backoff.failed(new Error("no such file"));
  expect(() => backoff.check()).toThrow(EngineError);
  expect(() => backoff.check()).toThrow(/no such file/);
  expect(backoff.isWaiting).toBe(true);
});

test("StartBackoff waits longer each time and is over with a success", () => {
  const backoff = new StartBackoff();
  const waits = [1, 2, 3].map(() => Number(backoff.failed("x").details.retryAfterMs));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(new Set(waits).size).toBe(3);
  backoff.succeeded();
  expect(backoff.isWaiting).toBe(false);
  backoff.check();
});

test("StartBackoff never waits longer than half a minute", () => {
  const backoff = new StartBackoff();
  for (let i = 0; i < 50; i++) backoff.failed("x");
  expect(Number(backoff.failed("x").details.retryAfterMs)).toBeLessThanOrEqual(30_000);
});
