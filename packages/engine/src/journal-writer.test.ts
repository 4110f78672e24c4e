import type { JournalEntry, JournalStore } from "@sluice/contracts";
import { expect, test, vi } from "vitest";
import { JournalWriter } from "./journal-writer.ts";

function createStore(fail?: () => Error | undefined) {
  const batches: { readonly kinds: readonly string[]; readonly sync: boolean }[] = [];
  const store: JournalStore = {
    append: async (_runId: string, entries: readonly JournalEntry[], options?: { readonly sync?: boolean }) => {
      const error = fail?.();
      if (error !== undefined) throw error;
      batches.push({ kinds: entries.map((entry) => `${entry.seq} ${entry.kind}`), sync: options?.sync === true });
    },
    read: async () => [],
  };
  return { batches, writer: new JournalWriter(store, "run", 0, 0) };
}

const call = { kind: "tool", target: "crm.get", args: {} } as const;
const outcome = { ok: true, value: 1 } as const;

test("JournalWriter keeps back what may wait, and writes it before anything that may not", async () => {
  const { batches, writer } = createStore();
  await writer.intent(1, call, "later");
  await writer.outcome(1, outcome, { haste: "later" });
  expect(batches).toEqual([]);
  await writer.intent(2, call, "now");
  expect(batches).toEqual([{ kinds: ["1 intent", "2 outcome", "3 intent"], sync: false }]);
  await writer.outcome(2, outcome, { haste: "later" });
  await writer.intent(3, call, "synced");
  expect(batches[1]).toEqual({ kinds: ["4 outcome", "5 intent"], sync: true });
});

test("JournalWriter.flush() writes what was kept back", async () => {
  const { batches, writer } = createStore();
  await writer.outcome(1, outcome, { haste: "later" });
  await writer.flush();
  await writer.flush();
  expect(batches).toEqual([{ kinds: ["1 outcome"], sync: false }]);
});

test("JournalWriter keeps nothing back for long", async () => {
  const { batches, writer } = createStore();
  await writer.outcome(1, outcome, { haste: "later" });
  await vi.waitFor(() => expect(batches).toHaveLength(1));
});

test("JournalWriter tells the next who waits of a write that failed unseen", async () => {
  let isFull = true;
  const { writer } = createStore(() => (isFull ? new Error("full") : undefined));
  await writer.intent(1, call, "later");
  await new Promise((resolve) => setTimeout(resolve, 30));
  isFull = false;
  await expect(writer.intent(2, call, "now")).rejects.toThrow("full");
  await expect(writer.flush()).rejects.toThrow("full");
});
