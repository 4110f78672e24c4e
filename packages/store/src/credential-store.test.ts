import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openCredentialStore } from "./credential-store.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const login = { tokens: { access: "at-very-secret", refresh: "rt-very-secret" } };

function filesOf(dir: string): string[] {
  return readdirSync(join(dir, "credentials")).map((name) => join(dir, "credentials", name));
}

describe("openCredentialStore()", () => {
  test("openCredentialStore() keeps a login for the next process of the folder, sealed and private", async () => {
    using dir = createTempDir();
    const first = openCredentialStore({ dir: dir.path });
    await first.withLock("crm", () => first.write("crm", login));
    const other = openCredentialStore({ dir: dir.path });
    expect(await other.read("crm")).toEqual(login);
    expect(await other.read("mail")).toBeUndefined();
    for (const file of filesOf(dir.path)) {
      expect(readFileSync(file, "latin1")).not.toContain("very-secret");
      expect(statSync(file).mode & 0o077).toBe(0);
    }
  });

  test("erase() leaves nothing to read, also where there was nothing", async () => {
    using dir = createTempDir();
    const store = openCredentialStore({ dir: dir.path });
    await store.erase("crm");
    await store.write("crm", login);
    await store.erase("crm");
    expect(await store.read("crm")).toBeUndefined();
  });

  test("read() tells servers apart that differ in case alone", async () => {
    using dir = createTempDir();
    const store = openCredentialStore({ dir: dir.path });
    await store.write("crm", 1);
    await store.write("CRM", 2);
    expect([await store.read("crm"), await store.read("CRM")]).toEqual([1, 2]);
  });

  test("read() refuses a login that was moved to another server, changed, or sealed with another key", async () => {
    using dir = createTempDir();
    const store = openCredentialStore({ dir: dir.path, key: "a".repeat(64) });
    await store.write("crm", login);
    await store.write("mail", login);
    const [crm = "", mail = ""] = filesOf(dir.path).sort();
    writeFileSync(mail, readFileSync(crm));
    await expect(store.read("mail")).rejects.toMatchObject({ code: "storage_failed" });
    const other = openCredentialStore({ dir: dir.path, key: "b".repeat(64) });
    await expect(other.read("crm")).rejects.toMatchObject({ code: "storage_failed" });
    writeFileSync(crm, "cut");
    await expect(store.read("crm")).rejects.toMatchObject({ code: "storage_failed" });
  });

  test("withLock() lets one holder in at a time, in one process or in two stores", async () => {
    using dir = createTempDir();
    const stores = [openCredentialStore({ dir: dir.path }), openCredentialStore({ dir: dir.path })] as const;
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
    };
    await Promise.all([0, 1, 0, 1, 0].map((index) => stores[index as 0 | 1].withLock("crm", work)));
    expect(most).toBe(1);
  });

  test("withLock() holds one server only, and lets go when the work fails", async () => {
    using dir = createTempDir();
    const store = openCredentialStore({ dir: dir.path });
    await store.withLock("crm", async () => {
      expect(await store.withLock("mail", async () => "free")).toBe("free");
    });
    await expect(store.withLock("crm", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await store.withLock("crm", async () => "free again")).toBe("free again");
  });

  test("withLock() ends its wait with the signal", async () => {
    using dir = createTempDir();
    const store = openCredentialStore({ dir: dir.path });
    await store.withLock("crm", async () => {
      const waiting = store.withLock("crm", async () => "in", AbortSignal.timeout(30));
      await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    });
  });
});
