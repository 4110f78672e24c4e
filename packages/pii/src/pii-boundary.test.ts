import { type Policy, piiTypes, type SessionKey, type VaultRow, type VaultStore } from "@sluice/contracts";
import { expect, test } from "vitest";
import { createPiiBoundary } from "./pii-boundary.ts";

const policy: Policy["pii"] = {
  types: [...piiTypes],
  modes: {},
  pins: {},
  flows: [],
  encoded: "replace",
  sealed: false,
};
const one = "ses_1" as SessionKey;
const two = "ses_2" as SessionKey;
const origin = { server: "crm", tool: "get" };

function createStore(): VaultStore & { readonly sessions: Map<SessionKey, VaultRow[]>; failReads: number } {
  const sessions = new Map<SessionKey, VaultRow[]>();
  return {
    sessions,
    failReads: 0,
    async read(session) {
      if (this.failReads-- > 0) throw new Error("locked");
      return sessions.get(session) ?? [];
    },
    async write(session, rows) {
      sessions.set(session, [...(sessions.get(session) ?? []), ...rows]);
    },
    async erase(session) {
      sessions.delete(session);
    },
    async eraseIdle() {
      return 0;
    },
  };
}

test("sessions do not see each other's tokens", async () => {
  const boundary = createPiiBoundary({ store: createStore() });
  const first = await boundary.open({ session: one, policy });
  const second = await boundary.open({ session: two, policy });
  first.ingest({ email: "a@example.com" }, origin);
  expect(second.resolve("[EMAIL_1]").unknown).toEqual(["[EMAIL_1]"]);
});

test("policies of one session share tokens and differ in what they protect", async () => {
  const boundary = createPiiBoundary({ store: createStore() });
  const strict = await boundary.open({ session: one, policy });
  const open = await boundary.open({ session: one, policy: { ...policy, modes: { email: "allow" } } });
  strict.ingest({ email: "a@example.com" }, origin);
  expect(strict.washText("a@example.com").value).toBe("[EMAIL_1]");
  expect(open.washText("a@example.com").value).toBe("a@example.com");
  expect(open.resolve("[EMAIL_1]").value).toBe("a@example.com");
});

test("open() tries again after the store failed", async () => {
  const store = createStore();
  store.failReads = 1;
  const boundary = createPiiBoundary({ store });
  await expect(boundary.open({ session: one, policy })).rejects.toThrow("locked");
  await expect(boundary.open({ session: one, policy })).resolves.toBeDefined();
});

test("eraseIdle() erases what was not used for longer than the time to live, and keeps the rest", async () => {
  const store = createStore();
  let nowMs = 0;
  const boundary = createPiiBoundary({ store, ttlMs: 1000, now: () => nowMs });
  const idle = await boundary.open({ session: one, policy });
  const busy = await boundary.open({ session: two, policy });
  for (const pii of [idle, busy]) {
    pii.ingest({ email: "a@example.com" }, origin);
    await pii.flush();
  }
  nowMs = 900;
  busy.wash("nothing");
  nowMs = 1500;
  await boundary.eraseIdle();
  expect([...store.sessions.keys()]).toEqual([two]);
  expect((await boundary.open({ session: one, policy })).knownTokens()).toEqual([]);
  expect((await boundary.open({ session: two, policy })).knownTokens()).toEqual(["[EMAIL_1]"]);
});

test("close() writes what is left, twice without harm", async () => {
  const store = createStore();
  const boundary = createPiiBoundary({ store });
  (await boundary.open({ session: one, policy })).ingest({ email: "a@example.com" }, origin);
  await boundary.close();
  await boundary.close();
  expect(store.sessions.get(one)?.map(({ token }) => token)).toEqual(["EMAIL_1"]);
});

test("a sealed session hands tokens to the code, and values at dispatch alone", async () => {
  const sealed = { ...policy, sealed: true, modes: { phone: "mask" } } as const;
  const pii = await createPiiBoundary({ store: createStore() }).open({ session: one, policy: sealed });
  const seen = pii.ingest(
    { email: "a@example.com", phone: "+44 20 7946 0958", inn: 7707083893, note: "[EMAIL_1] said a@example.com" },
    origin,
  );
  expect(seen).toEqual({
    email: "[EMAIL_1]",
    phone: "[PHONE_1]",
    inn: "[TAX_ID_1]",
    note: "[EMAIL_~1] said [EMAIL_1]",
  });
  expect(pii.resolve({ to: "[EMAIL_1]", inn: "[TAX_ID_1]" }).value).toEqual({ to: "a@example.com", inn: 7707083893 });
});

test("values that an admin pinned public stay public at the exit", async () => {
  const pins = { "crm.get.email": "public" } as const;
  const pii = await createPiiBoundary({ store: createStore() }).open({ session: one, policy: { ...policy, pins } });
  pii.ingest({ email: "office@example.com", contact: { email: "a@example.com" } }, origin);
  expect(pii.wash({ email: "office@example.com", text: "or a@example.com, office@example.com" }).value).toEqual({
    email: "office@example.com",
    text: "or [EMAIL_1], office@example.com",
  });
});

test("a field named like a token keeps its meaning", async () => {
  const pii = await createPiiBoundary({ store: createStore() }).open({ session: one, policy });
  const row = { ADDRESS_1: "742 Evergreen Terrace", "[ADDRESS_1]": 1 };
  expect(pii.ingest(row, origin)).toEqual({ ADDRESS_1: "742 Evergreen Terrace", "[ADDRESS_~1]": 1 });
  expect(pii.knownTokens()).toEqual(["[ADDRESS_1]"]);
  expect(pii.resolve("ADDRESS_1").used).toEqual([]);
  expect(pii.resolve("[ADDRESS_1]").value).toBe("742 Evergreen Terrace");
});

test("describe() tells of a value what the model may know", async () => {
  const pii = await createPiiBoundary({ store: createStore() }).open({ session: one, policy });
  pii.ingest(
    { email: "ada@example.com", full_name: "Ada King Lovelace", card_number: "4111 1111 1111 1111", inn: 7707083893 },
    origin,
  );
  expect(pii.describe("ada@example.com")).toEqual({ type: "email", mask: "a***@example.com", domain: "example.com" });
  expect(pii.describe("Ada King Lovelace")).toEqual({ type: "person", mask: "A. K. L." });
  expect(pii.describe("4111 1111 1111 1111")).toEqual({ type: "card", mask: "**** **** **** 1111" });
  expect(pii.describe("7707083893")).toEqual({ type: "tax-id", mask: "**********" });
  expect(pii.describe("nobody")).toBeUndefined();
});
