import type { SessionKey, VaultRow, VaultStore } from "@sluice/contracts";
import { expect, test } from "vitest";
import { Vault } from "./vault.ts";

const session = "ses_1" as SessionKey;

function createStore(rows: readonly VaultRow[] = []): VaultStore & { readonly written: VaultRow[]; isDown: boolean } {
  const written: VaultRow[] = [];
  return {
    written,
    isDown: false,
    async read() {
      return rows;
    },
    async write(_session, more) {
      if (this.isDown) throw new Error("disk full");
      written.push(...more);
    },
    async erase() {
      written.length = 0;
    },
    async eraseIdle() {
      return 0;
    },
  };
}

test("intern() gives one token to one value, and the number and the text of the same digits two", async () => {
  const vault = await Vault.open(session, createStore());
  expect(vault.intern("email", "a@example.com", "crm").token).toBe("EMAIL_1");
  expect(vault.intern("person", "a@example.com", "shop").token).toBe("EMAIL_1");
  expect([...vault.intern("email", "a@example.com").origins]).toEqual(["crm", "shop"]);
  expect(vault.intern("tax-id", "7707083893").token).toBe("TAX_ID_1");
  expect(vault.intern("tax-id", 7707083893).token).toBe("TAX_ID_2");
});

test("open() goes on with the numbers of the store and leaves out what is no row of ours", async () => {
  const rows: VaultRow[] = [
    { token: "EMAIL_7", type: "email", value: "a@example.com", origins: ["crm"] },
    { token: "EMAIL_x", type: "email", value: "b@example.com", origins: [] },
    { token: "EMAIL_7", type: "email", value: "c@example.com", origins: [] },
  ];
  const vault = await Vault.open(session, createStore(rows));
  expect(vault.tokens()).toEqual(["EMAIL_7"]);
  expect(vault.intern("email", "new@example.com").token).toBe("EMAIL_8");
});

test("flush() writes each change once and tries again what failed", async () => {
  const store = createStore();
  const vault = await Vault.open(session, store);
  vault.intern("email", "a@example.com", "crm");
  store.isDown = true;
  await expect(vault.flush()).rejects.toThrow("disk full");
  store.isDown = false;
  await Promise.all([vault.flush(), vault.flush()]);
  expect(store.written).toEqual([{ token: "EMAIL_1", type: "email", value: "a@example.com", origins: ["crm"] }]);
  vault.intern("email", "a@example.com", "shop");
  await vault.flush();
  expect(store.written.at(-1)?.origins).toEqual(["crm", "shop"]);
});

test("erase() forgets here and in the store, and nothing is written after", async () => {
  const store = createStore();
  const vault = await Vault.open(session, store);
  vault.intern("email", "a@example.com", "crm");
  await vault.flush();
  vault.intern("email", "b@example.com", "crm");
  await vault.erase();
  await vault.flush();
  expect(store.written).toEqual([]);
  expect(vault.byValue("a@example.com")).toBeUndefined();
  expect(vault.index.find("a@example.com")).toEqual([]);
});
