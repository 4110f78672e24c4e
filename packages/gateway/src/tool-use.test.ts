import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvent, createToolEntry, type UseStore } from "@sluice/contracts";
import { createMemoryBus } from "@sluice/events";
import { openStore } from "@sluice/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openToolUse, type ToolUseBook } from "./tool-use.ts";

const DAY_MS = 86_400_000;
const entryOf = (name: string) =>
  createToolEntry("crm", { name, description: "", inputSchema: { type: "object" }, annotations: {} });
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let store: Awaited<ReturnType<typeof openStore>>;
let nowMs = 0;
const events = createMemoryBus({ warn: () => undefined });

beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 1);
  store = await openStore({ dir: mkdtempSync(join(tmpdir(), "sluice-use-")) });
});
afterEach(() => store.close());

const open = (use: UseStore = store.use): ToolUseBook => openToolUse({ store: use, events, log, now: () => nowMs });

function call(tool: string, type: "tool.called" | "tool.failed" = "tool.called", times = 1): void {
  const about = { runId: "run_1", principal: "ann", server: "crm", tool, durationMs: 1 };
  for (let i = 0; i < times; i++)
    events.publish(
      type === "tool.called" ? createEvent(type, about) : createEvent(type, { ...about, code: "x", message: "" }),
    );
}

async function boost(book: ToolUseBook, tool: string, principal = "ann"): Promise<number> {
  // A turn, so that what was published is counted.
  await new Promise(setImmediate);
  return (await book.boostOf(principal))(entryOf(tool));
}

test("more good calls weigh more, and never more than 1", async () => {
  const book = open();
  call("few", "tool.called", 2);
  call("many", "tool.called", 200);
  expect(await boost(book, "never")).toBe(0);
  expect(await boost(book, "few")).toBeGreaterThan(0.2);
  expect(await boost(book, "many")).toBeGreaterThan(await boost(book, "few"));
  expect(await boost(book, "many")).toBeLessThanOrEqual(1);
  expect(await boost(book, "many", "bob")).toBe(0);
  await book.close();
});

test("a skill that is imported counts as called", async () => {
  const book = open();
  book.noteImports("ann", ["report"], true);
  const entry = createToolEntry(
    "skills",
    { name: "report", description: "", inputSchema: {}, annotations: {} },
    "skill",
  );
  expect((await book.boostOf("ann"))(entry)).toBeGreaterThan(0);
  expect((await book.boostOf("bob"))(entry)).toBe(0);
  await book.close();
});

test("failures take weight away, and time does", async () => {
  const book = open();
  call("good", "tool.called", 4);
  call("shaky", "tool.called", 4);
  call("shaky", "tool.failed", 12);
  const fresh = await boost(book, "good");
  expect(await boost(book, "shaky")).toBeCloseTo(fresh / 4, 5);
  nowMs += 60 * DAY_MS;
  expect(await boost(book, "good")).toBeLessThan(fresh / 2);
  await book.close();
});

test("counts outlive the gateway, and no more than 500 tools are kept", async () => {
  const first = open();
  for (let i = 0; i < 600; i++) {
    call(`tool_${i}`, "tool.called", i < 500 ? 3 : 1);
    await new Promise(setImmediate);
  }
  await boost(first, "tool_0");
  await first.close();
  expect(Object.keys(await store.use.read("ann"))).toHaveLength(500);
  const next = open();
  expect(await boost(next, "tool_499")).toBeGreaterThan(0.4);
  expect(await boost(next, "tool_599")).toBe(0);
  await next.close();
});
