import type { GuestCall, GuestOutcome, JournalEntry } from "@sluice/contracts";
import { expect, test } from "vitest";
import { Replay } from "./replay.ts";

let seq = 0;
const intent = (callId: number, target: string, args: unknown = {}): JournalEntry =>
  ({ seq: ++seq, kind: "intent", callId, call: { kind: "tool", target, args }, atMs: seq }) as JournalEntry;
const outcome = (callId: number, value: unknown): JournalEntry =>
  ({ seq: ++seq, kind: "outcome", callId, outcome: { ok: true, value }, atMs: seq }) as JournalEntry;
const ask = (id: number, address: string, args = {}): GuestCall => ({ id, kind: "tool", address, args });
const values = (replay: Replay): unknown[] =>
  [...replay.due()].map(({ callId, outcome: given }) => [callId, (given as GuestOutcome & { value: unknown }).value]);

test("Replay delivers in the recorded order, whatever the order of asking", () => {
  const replay = new Replay([intent(1, "s.a"), intent(2, "s.b"), outcome(2, "B"), outcome(1, "A")]);
  expect(replay.match(ask(1, "s.a")).kind).toBe("recorded");
  expect(values(replay)).toEqual([]);
  expect(replay.match(ask(2, "s.b")).kind).toBe("recorded");
  expect(values(replay)).toEqual([
    [2, "B"],
    [1, "A"],
  ]);
  expect(replay.isDone).toBe(true);
});

test("Replay finds an equal request under another id", () => {
  const replay = new Replay([intent(1, "s.a"), intent(2, "s.b"), outcome(1, "A"), outcome(2, "B")]);
  expect(replay.match(ask(1, "s.b")).kind).toBe("recorded");
  expect(replay.match(ask(2, "s.a")).kind).toBe("recorded");
  expect(values(replay)).toEqual([
    [1, "A"],
    [2, "B"],
  ]);
});

test("Replay names the recorded and the asked call where they differ", () => {
  const replay = new Replay([intent(1, "s.a"), outcome(1, "A")]);
  expect(replay.match(ask(1, "s.c"))).toEqual({
    kind: "diverged",
    divergence: { recorded: "call of s.a", asked: "call of s.c" },
  });
});

test("Replay treats a call past the record as new, and one with other arguments as diverged", () => {
  const replay = new Replay([intent(1, "s.a", { n: 1 }), outcome(1, "A")]);
  expect(replay.match(ask(1, "s.a", { n: 2 })).kind).toBe("diverged");
  expect(replay.isAllAsked).toBe(false);
  expect(replay.match(ask(2, "s.a", { n: 1 })).kind).toBe("recorded");
  expect(replay.match(ask(1, "s.a", { n: 2 }))).toEqual({ kind: "new", callId: 2 });
  expect(replay.match(ask(3, "s.a", { n: 1 }))).toEqual({ kind: "new", callId: 3 });
});

test("Replay ignores a second outcome of one call", () => {
  const replay = new Replay([intent(1, "s.a"), outcome(1, "first"), outcome(1, "second")]);
  replay.match(ask(1, "s.a"));
  expect(values(replay)).toEqual([[1, "first"]]);
});

test("Replay answers a step that ended with its value and does not run it again", () => {
  const host = (callId: number, target: string, args: unknown[]): JournalEntry =>
    ({ seq: ++seq, kind: "intent", callId, call: { kind: "host", target, args }, atMs: seq }) as JournalEntry;
  const replay = new Replay([
    host(1, "step.begin", ["load", 1]),
    outcome(1, null),
    host(2, "step.end", ["load", 1, { ok: true, value: 42 }]),
    outcome(2, null),
    intent(3, "s.a"),
    outcome(3, "A"),
  ]);
  replay.match({ id: 1, kind: "host", name: "step.begin", args: ["load", 1] });
  expect(values(replay)).toEqual([[1, { done: true, value: 42 }]]);
  replay.match({ id: 2, kind: "host", name: "step.end", args: ["load", 1, { ok: true, value: 42 }] });
  replay.match(ask(3, "s.a"));
  expect(values(replay)).toEqual([
    [2, null],
    [3, "A"],
  ]);
});

test("Replay runs finished steps again where it is told not to skip them, and never asks for the host's own entries", () => {
  const host = (callId: number, target: string, args: unknown): JournalEntry =>
    ({ seq: ++seq, kind: "intent", callId, call: { kind: "host", target, args }, atMs: seq }) as JournalEntry;
  const entries = [
    host(1, "step.begin", ["load", 1]),
    outcome(1, null),
    host(2, "step.end", ["load", 1, { ok: true, value: 42 }]),
    outcome(2, null),
    host(3, "run.rollback", null),
    host(4, "run.undo", { of: 9 }),
    outcome(4, "undone"),
  ];
  const replay = new Replay(entries, { skipsSteps: false });
  replay.match({ id: 1, kind: "host", name: "step.begin", args: ["load", 1] });
  expect(values(replay)).toEqual([[1, null]]);
  replay.match({ id: 2, kind: "host", name: "step.end", args: ["load", 1, { ok: true, value: 42 }] });
  expect(values(replay)).toEqual([[2, null]]);
  expect(replay.isAllAsked).toBe(true);
  expect(replay.match(ask(3, "s.a"))).toEqual({ kind: "new", callId: 5 });
});

test("Replay never delivers what came after the code had given its result", () => {
  const late = { ...outcome(1, "late"), isLate: true } as JournalEntry;
  const replay = new Replay([intent(1, "s.a"), intent(2, "s.b"), outcome(2, "B"), late]);
  expect(replay.match(ask(1, "s.a"))).toMatchObject({ kind: "recorded", recorded: { isLate: true } });
  replay.match(ask(2, "s.b"));
  expect(values(replay)).toEqual([[2, "B"]]);
  expect([replay.isDone, replay.isAllAsked]).toEqual([true, true]);
});
