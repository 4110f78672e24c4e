import { describe, expect, test } from "vitest";
import { classifyExit, RunLimits } from "./run-limits.ts";
import { testPermissions } from "./test-sandbox.ts";

const seen = { cpuMs: 0, peakMb: 40, ageMs: 10, stderr: "tail" };
const tool = (id: number) => ({ type: "call", id, kind: "tool", address: "a.b", args: {} }) as const;
const timer = (id: number) => ({ type: "call", id, kind: "timer", delayMs: 1 }) as const;

describe("RunLimits", () => {
  test("RunLimits refuses an id that is not above all before it", () => {
    const limits = new RunLimits(testPermissions);
    expect(limits.call(tool(2))).toBeUndefined();
    expect(limits.call(tool(2))).toMatchObject({ kind: "protocol" });
    expect(new RunLimits(testPermissions).call(tool(1))).toBeUndefined();
  });

  test("RunLimits ends a run that has more to note of files than a program can do", () => {
    const limits = new RunLimits(testPermissions);
    expect(limits.note(100 * 1024 * 1024)).toBeUndefined();
    expect(limits.note(100 * 1024 * 1024)).toMatchObject({ kind: "protocol" });
    const many = new RunLimits(testPermissions);
    const ends = Array.from({ length: 20_001 }, () => many.note(1));
    expect([ends.at(-2), ends.at(-1)]).toMatchObject([undefined, { kind: "protocol" }]);
  });

  test("RunLimits counts calls in all and calls in flight apart", () => {
    const limits = new RunLimits({ ...testPermissions, calls: { perRun: 3, parallel: 2 } });
    expect(limits.call(tool(1))).toBeUndefined();
    expect(limits.call(tool(2))).toBeUndefined();
    expect(limits.answered(1)).toBe(true);
    expect(limits.call(tool(3))).toBeUndefined();
    expect(limits.answered(2)).toBe(true);
    expect(limits.call(tool(4))).toMatchObject({ limit: "calls", used: 4, max: 3 });
  });

  test("RunLimits ends a run with more calls in flight than it may have", () => {
    const limits = new RunLimits({ ...testPermissions, calls: { perRun: 9, parallel: 1 } });
    limits.call(tool(1));
    expect(limits.call(tool(2))).toMatchObject({ limit: "parallel-calls", used: 2, max: 1 });
  });

  test("RunLimits lets timers pass where no call may", () => {
    const limits = new RunLimits({ ...testPermissions, calls: { perRun: 0, parallel: 1 } });
    expect(limits.call(timer(1))).toBeUndefined();
    expect(limits.call(tool(2))).toMatchObject({ limit: "calls" });
  });

  test("RunLimits tells calls without an answer, timers aside, and answers each once", () => {
    const limits = new RunLimits(testPermissions);
    limits.call(tool(1));
    limits.call(timer(2));
    limits.call(tool(3));
    expect(limits.answered(1)).toBe(true);
    expect(limits.answered(1)).toBe(false);
    expect(limits.answered(99)).toBe(false);
    expect(limits.unawaited).toEqual([3]);
  });

  test("RunLimits allows output up to the limit", () => {
    const limits = new RunLimits({ ...testPermissions, outputKb: 1 });
    expect(limits.output(1024)).toBeUndefined();
    expect(limits.output(1)).toMatchObject({ limit: "output", used: 2, max: 1, unit: "KB" });
  });
});

describe("classifyExit", () => {
  const classify = (exitCode: number | null, signal: NodeJS.Signals | null = null, over = {}) =>
    classifyExit({ exitCode, signal }, testPermissions, { ...seen, ...over });

  test.each([
    [133, "memory"],
    [134, "memory"],
    [153, "file-size"],
    [152, "cpu"],
  ])("classifyExit() of status %i is limit %s", (code, limit) => {
    expect(classify(code)).toMatchObject({ kind: "limit", limit });
  });

  test("classifyExit() reads a signal like the status of a wrapper", () => {
    expect(classify(null, "SIGTRAP")).toMatchObject({ kind: "limit", limit: "memory" });
    expect(classify(null, "SIGXFSZ")).toMatchObject({ kind: "limit", limit: "file-size" });
  });

  test("classifyExit() takes SIGKILL for the CPU limit only where the time may have been used", () => {
    expect(classify(137, null, { cpuMs: testPermissions.cpuMs, ageMs: 50 })).toMatchObject({ limit: "cpu" });
    expect(classify(137)).toEqual({ kind: "crashed", exitCode: 137, signal: "SIGKILL", stderr: "tail" });
  });

  test("classifyExit() calls an exit without a result a crash, success or not", () => {
    expect(classify(0)).toMatchObject({ kind: "crashed", exitCode: 0 });
    expect(classify(1)).toMatchObject({ kind: "crashed", exitCode: 1 });
    expect(classify(139)).toMatchObject({ kind: "crashed", signal: "SIGSEGV" });
  });
});
