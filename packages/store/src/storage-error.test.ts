import { EngineError } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { toStorageError } from "./storage-error.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

describe("toStorageError()", () => {
  it.each([
    [{ code: "ENOSPC" }, "the disk is full, free some space"],
    [{ code: "EACCES" }, "this user may not write there"],
    [{ errcode: 5 }, "another program holds the database locked"],
    [{ errcode: 778 }, "the disk reports an error"],
    [{ errcode: 11 }, "the database file is damaged"],
    [{ code: "EWEIRD" }, "the system answered EWEIRD"],
    [new Error("secret path /home/ann"), "an unexpected error, see the log"],
  ])("words %o", (error, words) => {
    const wrapped = toStorageError("store a run", error);
    expect(wrapped.code).toBe("storage_failed");
    expect(wrapped.message).toContain(`Cannot store a run: ${words}`);
    expect(wrapped.message).not.toContain("/home");
    expect(wrapped.cause).toBe(error);
  });

  it("passes engine errors unchanged", () => {
    const error = new EngineError("conflict", "x");
    expect(toStorageError("y", error)).toBe(error);
  });
});

describe("Database", () => {
  it("says that the disk is full, keeps nothing of the transaction, and goes on when there is room", async () => {
    using temp = createTempDir();
    const db = await Database.open(temp.path);
    const insert = db.prepare("INSERT INTO meta (name, body) VALUES (?, ?)");
    const count = db.prepare("SELECT count(*) AS n FROM meta");
    db.prepare("PRAGMA max_page_count = 40").get();
    const fill = () =>
      db.transaction("store a value", () => {
        for (let i = 0; i < 100; i++) insert.run(`row ${i}`, new Uint8Array(8192));
      });
    expect(fill).toThrow("Cannot store a value: the disk is full, free some space");
    expect(count.get()?.n).toBe(0);
    db.prepare("PRAGMA max_page_count = 100000").get();
    fill();
    expect(count.get()?.n).toBe(100);
    await db.close();
  });

  it("refuses a format newer than it knows", async () => {
    using temp = createTempDir();
    const db = await Database.open(temp.path);
    db.prepare("PRAGMA user_version = 99").run();
    await db.close();
    await expect(Database.open(temp.path)).rejects.toMatchObject({
      code: "bad_config",
      message: expect.stringContaining("its format is version 99"),
    });
  });
});
