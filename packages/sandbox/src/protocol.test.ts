import { describe, expect, test } from "vitest";
import { FRAME_PREFIX, parseGuestMessage, takesSlot } from "./protocol.ts";

describe("parseGuestMessage", () => {
  test.each([
    { type: "ready" },
    { type: "log", level: "warn", text: "x" },
    { type: "call", id: 1, kind: "tool", address: "crm.get", args: { a: 1 } },
    { type: "call", id: 2, kind: "host", name: "sleep", args: [5] },
    { type: "call", id: 3, kind: "timer", delayMs: 0 },
    { type: "note", what: "stat()" },
    { type: "note", what: "stat()", outcome: { ok: true, value: { size: 1 } } },
    { type: "note", what: "stat()", outcome: { ok: false, error: { name: "NotFound", message: "m", code: "ENOENT" } } },
    { type: "result", ok: true, value: null, warnings: [] },
    { type: "result", ok: false, error: { name: "E", message: "m", stack: "" }, warnings: ["w"] },
  ])("parseGuestMessage() accepts %j", (message) => {
    expect(parseGuestMessage(message)).toEqual(message);
    expect(JSON.stringify(message).startsWith(FRAME_PREFIX)).toBe(true);
  });

  test.each([
    null,
    [],
    "ready",
    {},
    { type: "__proto__" },
    { type: "start" },
    { type: "log", level: "__proto__", text: "x" },
    { type: "log", level: "log", text: { toString: null } },
    { type: "call", id: 0, kind: "timer", delayMs: 1 },
    { type: "call", id: -1, kind: "timer", delayMs: 1 },
    { type: "call", id: 1.5, kind: "timer", delayMs: 1 },
    { type: "call", id: 2 ** 53, kind: "timer", delayMs: 1 },
    { type: "call", id: "1", kind: "timer", delayMs: 1 },
    { type: "call", id: [1], kind: "timer", delayMs: 1 },
    { type: "call", id: 1, kind: "timer", delayMs: -1 },
    { type: "call", id: 1, kind: "eval", args: [] },
    { type: "call", id: 1, kind: "tool", address: "", args: {} },
    { type: "call", id: 1, kind: "tool", address: "a".repeat(1000), args: {} },
    { type: "call", id: 1, kind: "tool", address: "a.b" },
    { type: "call", id: 1, kind: "host", name: "sleep", args: {} },
    { type: "call", id: 1, name: "admin_delete_all", args: {} },
    { type: "note" },
    { type: "note", what: 1 },
    { type: "note", what: "stat()", outcome: null },
    { type: "note", what: "stat()", outcome: { ok: true } },
    { type: "note", what: "stat()", outcome: { ok: false, error: { name: "E" } } },
    { type: "result", ok: true, warnings: [] },
    { type: "result", ok: "yes", value: 1, warnings: [] },
    { type: "result", ok: true, value: 1, warnings: [1] },
    { type: "result", ok: true, value: 1, warnings: Array.from({ length: 1000 }, () => "w") },
    { type: "result", ok: false, error: { name: "E", message: 1, stack: "" }, warnings: [] },
    { type: "result", ok: false, error: null, warnings: [] },
  ])("parseGuestMessage() refuses %j", (message) => {
    expect(parseGuestMessage(message)).toBeTypeOf("string");
  });

  test("parseGuestMessage() reads own properties only", () => {
    expect(parseGuestMessage(Object.create({ type: "ready" }))).toBeTypeOf("string");
  });
});

test("takesSlot() holds for work and not for waits", () => {
  expect(takesSlot({ kind: "tool" })).toBe(true);
  expect(takesSlot({ kind: "host", name: "fetch" })).toBe(true);
  expect(takesSlot({ kind: "host", name: "waitForEvent" })).toBe(false);
  expect(takesSlot({ kind: "timer" })).toBe(false);
});
