import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry, Store } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { createOutcome } from "./run.fixture.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const entries: readonly JournalEntry[] = [
  {
    seq: 0,
    kind: "seed",
    seed: {
      code: "return 1",
      language: "typescript",
      context: { email: "ann@example.com" },
      typecheck: "warn",
      policy: "demo",
      seed: "s",
      nowMs: 1,
      timeoutMs: 1000,
      session: "ses_1",
      skills: { report: "1.0.0" },
    },
    atMs: 1,
  },
  { seq: 1, kind: "intent", callId: 1, call: { kind: "tool", target: "crm.get", args: { id: 1 } }, atMs: 2 },
  { seq: 2, kind: "approval", callId: 1, approvalId: "apr_1", atMs: 3 },
  { seq: 3, kind: "outcome", callId: 1, outcome: { ok: false, error: { code: "tool_failed" } }, atMs: 4 },
  createOutcome(4, "ann@example.com"),
];

const findBlobFiles = (dir: string) =>
  readdirSync(join(dir, "blobs"), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));

async function withStore(work: (store: Store, dir: string) => Promise<void>): Promise<void> {
  using temp = createTempDir();
  const store = await openStore({ dir: temp.path });
  try {
    await work(store, temp.path);
  } finally {
    await store.close();
  }
}

describe("journal", () => {
  it("reads back what was appended, in the order of seq, after closing and opening", async () => {
    using temp = createTempDir();
    const first = await openStore({ dir: temp.path });
    await first.journal.append("run_1", entries.slice(0, 2));
    await first.journal.append("run_1", []);
    await first.journal.append("run_1", entries.slice(2), { sync: true });
    await first.close();
    const second = await openStore({ dir: temp.path });
    expect(await second.journal.read("run_1")).toEqual(entries);
    expect(await second.journal.read("run_2")).toEqual([]);
    await second.close();
  });

  it("refuses a second entry of the same seq, and keeps nothing of that append", () =>
    withStore(async ({ journal }) => {
      await journal.append("run_1", entries.slice(0, 2));
      await expect(journal.append("run_1", [createOutcome(2, "x"), createOutcome(1, "y")])).rejects.toMatchObject({
        code: "conflict",
      });
      await expect(journal.append("run_1", [createOutcome(1, "y")])).rejects.toMatchObject({ code: "conflict" });
      expect(await journal.read("run_1")).toEqual(entries.slice(0, 2));
    }));

  it("keeps values of any size, large ones once in the blobs folder", () =>
    withStore(async ({ journal }, dir) => {
      const large = "ann@example.com ".repeat(200_000);
      await journal.append("run_1", [createOutcome(0, large), createOutcome(1, "small")], { sync: true });
      await journal.append("run_2", [createOutcome(0, large)]);
      expect(await journal.read("run_1")).toEqual([createOutcome(0, large), createOutcome(1, "small")]);
      expect(await journal.read("run_2")).toEqual([createOutcome(0, large)]);
      expect(findBlobFiles(dir)).toHaveLength(1);
    }));

  it("leaves nothing readable on disk: no value, no code, no principal, no key of state", async () => {
    using temp = createTempDir();
    const store = await openStore({ dir: temp.path });
    await store.journal.append("run_1", [...entries, createOutcome(5, "ann@example.com ".repeat(10_000))]);
    await store.vault.write("ses_1" as never, [
      { token: "EMAIL_1", type: "email", value: "ann@example.com", origins: ["crm"] },
    ]);
    await store.state.set("ses_1" as never, "ann@example.com", { seen: "ann@example.com" });
    const look = () =>
      readdirSync(temp.path, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => readFileSync(join(file.parentPath, file.name), "latin1"))
        .join("\n");
    const whileOpen = look();
    await store.close();
    for (const text of [whileOpen, look()]) {
      expect(text).toContain("run_1");
      for (const word of ["ann@", "return 1", "crm.get"]) expect(text).not.toContain(word);
    }
  });

  it("says which entry is missing or damaged", () =>
    withStore(async ({ journal }, dir) => {
      await journal.append("run_1", [createOutcome(0, "x"), createOutcome(1, "y".repeat(100_000))]);
      const [path = ""] = findBlobFiles(dir);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, bytes.length - 1));
      await expect(journal.read("run_1")).rejects.toMatchObject({
        code: "storage_failed",
        message: expect.stringContaining('a stored value of "blobs": it was changed on disk'),
      });
      rmSync(path);
      await expect(journal.read("run_1")).rejects.toMatchObject({
        code: "storage_failed",
        message: expect.stringContaining("the value of entry 1 is missing"),
      });
    }));

  it("fails clearly after close", async () => {
    using temp = createTempDir();
    const store = await openStore({ dir: temp.path });
    await store.close();
    await store.close();
    await expect(store.journal.append("run_1", entries)).rejects.toMatchObject({
      code: "storage_failed",
      message: 'Cannot append to the journal of "run_1": the store is closed',
    });
  });
});

describe("blobs", () => {
  it("gives bytes back by digest, the same digest for the same bytes, and undefined for any other word", () =>
    withStore(async ({ blobs }, dir) => {
      const bytes = new Uint8Array([0, 1, 2, 255]);
      const digest = await blobs.put(bytes);
      expect(await blobs.put(bytes)).toBe(digest);
      expect(new Uint8Array((await blobs.get(digest)) ?? [])).toEqual(bytes);
      expect(findBlobFiles(dir)).toHaveLength(1);
      for (const word of ["", "0".repeat(64), "../../store.key", `${digest}/`]) {
        expect(await blobs.get(word)).toBeUndefined();
      }
    }));

  it("writes a file again that is shorter than it should be", () =>
    withStore(async ({ blobs }, dir) => {
      const digest = await blobs.put(Buffer.from("whole"));
      const [path = ""] = findBlobFiles(dir);
      writeFileSync(path, "");
      await expect(blobs.get(digest)).rejects.toMatchObject({ code: "storage_failed" });
      expect(await blobs.put(Buffer.from("whole"))).toBe(digest);
      expect(Buffer.from((await blobs.get(digest)) ?? []).toString()).toBe("whole");
    }));

  it("refuses a file that was put in the place of another", () =>
    withStore(async ({ blobs }, dir) => {
      const first = await blobs.put(Buffer.from("first"));
      await blobs.put(Buffer.from("second"));
      const files = findBlobFiles(dir);
      const [own = "", other = ""] = [files.find((f) => f.endsWith(first)), files.find((f) => !f.endsWith(first))];
      writeFileSync(own, readFileSync(other));
      await expect(blobs.get(first)).rejects.toMatchObject({ code: "storage_failed" });
    }));
});
