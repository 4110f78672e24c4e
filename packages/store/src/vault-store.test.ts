import type { SessionKey, VaultRow } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const ann = "ses_ann" as SessionKey;
const bob = "ses_bob" as SessionKey;
const mail: VaultRow = { token: "EMAIL_1", type: "email", value: "ann@example.com", origins: ["crm"] };
const tax: VaultRow = { token: "TAX_ID_1", type: "tax-id", value: 7707083893, origins: ["crm"] };

async function openTemp() {
  const temp = createTempDir();
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  const store = await openStore({ dir: temp.path, now: () => clock.now });
  return {
    store,
    clock,
    async [Symbol.asyncDispose]() {
      await store.close();
      temp[Symbol.dispose]();
    },
  };
}

describe("vault", () => {
  it("keeps rows by session and token, with the type of the value", async () => {
    await using opened = await openTemp();
    const { vault } = opened.store;
    await vault.write(ann, [mail, tax]);
    await vault.write(ann, [{ ...mail, origins: ["crm", "mailer"] }]);
    await vault.write(bob, []);
    expect(await vault.read(ann)).toEqual([{ ...mail, origins: ["crm", "mailer"] }, tax]);
    expect(await vault.read(bob)).toEqual([]);
  });

  it("erase() forgets one session only", async () => {
    await using opened = await openTemp();
    const { vault } = opened.store;
    await vault.write(ann, [mail]);
    await vault.write(bob, [tax]);
    await vault.erase(ann);
    expect(await vault.read(ann)).toEqual([]);
    expect(await vault.read(bob)).toEqual([tax]);
  });

  it("eraseIdle() forgets sessions that were neither written nor read since", async () => {
    await using opened = await openTemp();
    const { vault } = opened.store;
    await vault.write(ann, [mail]);
    await vault.write(bob, [tax]);
    opened.clock.now += 60_000;
    await vault.read(bob);
    expect(await vault.eraseIdle("2026-01-01T00:00:30Z")).toBe(1);
    expect(await vault.read(ann)).toEqual([]);
    expect(await vault.read(bob)).toEqual([tax]);
  });
});

describe("state", () => {
  it("keeps JSON by session and key, any text as key", async () => {
    await using opened = await openTemp();
    const { state } = opened.store;
    await state.set(ann, "a/b", { seen: [1, null, "x"] });
    await state.set(ann, "a/b", { seen: [2] });
    await state.set(bob, "__proto__", false);
    expect(await state.get(ann, "a/b")).toEqual({ seen: [2] });
    expect(await state.get(bob, "a/b")).toBeUndefined();
    expect(await state.get(bob, "__proto__")).toBe(false);
  });
});
