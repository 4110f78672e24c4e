import { type Json, type Policy, piiTypes, type SessionKey, type VaultStore } from "@sluice/contracts";
import { expect, test } from "vitest";
import { openPiiSession } from "../pii-boundary.ts";
import type { WashingSession } from "../pii-session.ts";

const policy: Policy["pii"] = {
  types: [...piiTypes],
  modes: {},
  pins: {},
  flows: [],
  encoded: "replace",
  sealed: false,
};
const store: VaultStore = {
  read: async () => [],
  write: async () => {},
  erase: async () => {},
  eraseIdle: async () => 0,
};
const crm = { server: "crm", tool: "get_customer" };
const customer = { full_name: "Ada Lovelace", email: "ada@example.com", phone: "+44 20 7946 0958" };

async function open(changes: Partial<Policy["pii"]> = {}): Promise<WashingSession> {
  const pii = await openPiiSession({ session: "ses_1" as SessionKey, store, policy: { ...policy, ...changes } });
  pii.ingest(customer, crm);
  return pii;
}

test("wash() does by type what the policy says", async () => {
  const pii = await open({ modes: { email: "mask", phone: "allow", person: "block" } });
  const { value, replaced, blocked } = pii.wash(customer);
  expect(value).toEqual({ full_name: "[PERSON_1]", email: "a***@example.com", phone: "+44 20 7946 0958" });
  expect(replaced).toEqual({ person: 1, email: 1 });
  expect(blocked).toEqual(["person"]);
});

test("wash() leaves types alone that the policy does not name", async () => {
  const pii = await open({ types: ["email"] });
  expect(pii.wash(customer).value).toEqual({ ...customer, email: "[EMAIL_1]" });
});

test("wash() blocks encoded values where the policy says so, and plain ones are replaced", async () => {
  const pii = await open({ encoded: "block" });
  expect(pii.wash(btoa("mail: ada@example.com")).blocked).toEqual(["email"]);
  expect(pii.wash("mail: ada@example.com").blocked).toEqual([]);
});

test("wash() washes keys and keeps both values where two keys become one", async () => {
  const pii = await open();
  expect(pii.wash({ "ada@example.com": 1, "ADA@example.com": 2, total: 3 }).value).toEqual({
    "[EMAIL_1]": 1,
    "[EMAIL_1] (2)": 2,
    total: 3,
  });
});

test("wash() keeps JSON in a string valid, with its layout", async () => {
  const pii = await open();
  const text = JSON.stringify({ contact: customer, tax_id: 7707083893, note: "nothing" }, null, 2);
  const washed = pii.wash(text).value;
  expect(JSON.parse(washed)).toEqual({
    contact: { full_name: "[PERSON_1]", email: "[EMAIL_1]", phone: "[PHONE_1]" },
    tax_id: "[TAX_ID_1]",
    note: "nothing",
  });
  expect(washed).toContain('\n  "note"');
  const plain = '{ "a":   [1, 2] }';
  expect(pii.wash(plain).value).toBe(plain);
});

test("wash() gives tokens to personal data that no server sent", async () => {
  const pii = await open();
  expect(pii.washText("write to grace@example.org").value).toBe("write to [EMAIL_2]");
  expect(pii.inspect("grace@example.org")).toEqual([{ token: "EMAIL_2", type: "email", origins: [], path: "" }]);
});

test("wash() gives parts of a name a token of their own", async () => {
  const pii = await open();
  const { value } = pii.washText("Then Lovelace replied");
  expect(value).toBe("Then [PERSON_2] replied");
  expect(pii.resolve(value).value).toBe("Then Lovelace replied");
});

test("wash() finds values spread over the items of an array", async () => {
  const pii = await open();
  const mail = customer.email;
  expect(pii.wash([...mail]).value).toEqual(["[EMAIL_1]"]);
  expect(pii.wash({ codes: [...mail].map((char) => char.charCodeAt(0)), rest: [1, 2, 3] }).value).toEqual({
    codes: ["[EMAIL_1]"],
    rest: [1, 2, 3],
  });
  expect(pii.wash(["to: ada@exam", "ple.com;"]).value).toEqual(["to: [EMAIL_1]", ";"]);
  expect(pii.wash(btoa(`{"mail":"${mail}"}`).match(/.{1,9}/g) ?? []).value).not.toContain(btoa(mail).slice(4, 12));
});

test("createLogWasher() replaces a value that lies over lines, and keeps the number of lines", async () => {
  const log = (await open()).createLogWasher();
  expect(log.wash(["a ada@", "example.com b", "c"]).value).toEqual(["a [EMAIL_1]", " b", "c"]);
});

test("createLogWasher() cuts a value whose beginning has left where it completes", async () => {
  const log = (await open()).createLogWasher();
  expect(log.wash(["mail: ada@"]).value).toEqual(["mail: ada@"]);
  expect(log.wash(["example.com, next", "ada@", "example.com"]).value).toEqual(["[EMAIL_1], next", "[EMAIL_1]", ""]);
  expect(log.wash(["plain"]).value).toEqual(["plain"]);
});

test("wash() takes out runs of characters that nobody sees", async () => {
  const pii = await open();
  expect(pii.washText(`ready${"\u200b\u200c".repeat(40)}.`).value).toBe("ready.");
  for (const hidden of ["\u206a\u206f", "\u3164\u115f", "\ufe00\ufe0f", "\u{e0100}\u{e01ef}", "\u2062\u2063"])
    expect(pii.wash({ [`k${hidden.repeat(20)}`]: `ready${hidden.repeat(20)}.` }).value).toEqual({ k: "ready." });
  for (const seen of ["👩‍👩‍👧 ok", "❤️‍🔥", "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", "葛\u{e0100}"])
    expect(pii.washText(seen).value).toBe(seen);
});

test("wash() throws for no JSON value, however deep or odd", async () => {
  const pii = await open();
  let deep: Json = "ada@example.com";
  for (let level = 0; level < 5000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
  expect(JSON.stringify(pii.wash(deep).value)).not.toContain("ada@");
  const odd = { "\ud800": "\udfff\ud800", __proto__: null, nan: 1e308, "": [[], {}, null, true] } as unknown as Json;
  expect(pii.wash(odd).value).toEqual(odd);
  expect(pii.wash(JSON.parse('{"__proto__":{"email":"eve@example.com"}}') as Json).value).toEqual(
    JSON.parse('{"__proto__":{"email":"[EMAIL_2]"}}'),
  );
});

test("wash() is the same for the same input", async () => {
  const value = {
    people: [customer, { name: "Иван Петров", email: "ivan@example.org" }],
    text: "call +1 415 555 0132",
  };
  const [first, second] = [await open(), await open()];
  expect(first.wash(value)).toEqual(second.wash(value));
  expect(first.wash(value)).toEqual(first.wash(value));
});

test.each([
  ["Иван Петров", "Петрову Ивану", "Ivan Petrov", "PETROV IVAN", "I. Petrov", "Petrov"],
  ["Жанна Хаджиева", "Zhanna Khadzhieva", "Khadzhieva Zhanna"],
  ["Jürgen Weißmüller", "Juergen Weissmueller", "Jurgen Weissmuller", "WEISSMUELLER"],
  ["Bjørn Łuczak", "Bjorn Luczak"],
  ["Margaret O'Hara-Quist", "O'Hara", "Quist", "ohara-quist margaret"],
])("wash() finds the person %s in other spellings", async (name, ...spellings) => {
  const pii = await open();
  pii.ingest({ full_name: name }, crm);
  for (const spelling of spellings)
    expect(pii.washText(`x ${spelling}.`).value, spelling).toMatch(/^x \[PERSON_\d+\]\.$/);
});

test("wash() finds days of birth however a program writes them, and no other numbers", async () => {
  const pii = await open();
  pii.ingest([{ date_of_birth: "1987-03-14T00:00:00Z" }, { dob: "05.11.1990" }], crm);
  for (const form of [
    "14.03.1987",
    "3/14/1987",
    "03/14/1987",
    "14 March 1987",
    "Sat Mar 14 1987",
    "14 марта 1987",
    "14. März 1987",
    "14 de marzo de 1987",
    "1990-11-05",
    "November 5, 1990",
  ]) {
    expect(pii.washText(`on ${form}.`).value, form).toMatch(/\[BIRTH_DATE_\d\]\.$/);
  }
  expect(pii.wash([3141987, 511990]).value).toEqual([3141987, 511990]);
});

test("wash() reads digits of other scripts, the number sign and octal escapes", async () => {
  const pii = await open();
  pii.ingest({ phone: "+1 (212) 555-0147", passport: "4509 123456", full_name: "Иван Петров" }, crm);
  expect(pii.washText("٢١٢٥٥٥٠١٤٧").value).toBe("[PHONE_2]");
  expect(pii.washText("4509 №123456").value).toBe("[PASSPORT_1]");
  const octal = [...Buffer.from("Иван Петров")].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  expect(pii.washText(`"a/${octal}"`).value).toContain("[PERSON_2]");
});

test("wash() finds values in letters of the invisible plane, whatever their script", async () => {
  const pii = await open();
  pii.ingest({ full_name: "Ada Жукова" }, crm);
  const hidden = [..."Ada Жукова"].map((char) => String.fromCodePoint(0xe0000 + (char.codePointAt(0) ?? 0))).join("");
  expect(pii.washText(`x ${hidden}.`).value).toBe("x [PERSON_2].");
});

test("wash() finds a number in pieces over the fields of an object, and leaves numbers that only look like one", async () => {
  const pii = await open();
  pii.ingest({ tax_id: "1234567" }, crm);
  expect(pii.wash({ kind: "home", code: "+44", area: "20", number: "7946 0958", id: 5 }).value).toEqual({
    kind: "home",
    code: "+[PHONE_1]",
    area: "",
    number: "",
    id: 5,
  });
  expect(pii.wash({ x: 1234, y: 567 }).value).toEqual({ x: 1234, y: 567 });
});

test("wash() finds a value of which each field of an object holds a character", async () => {
  const pii = await open();
  expect(Object.values(pii.wash({ ...[..."ada@example.com"] } as unknown as Json).value as object).join("")).toBe(
    "[EMAIL_1]",
  );
  expect(pii.wash({ a: "x", b: "y", c: "z", d: "1", e: "2", f: "3" }).value).toEqual({
    a: "x",
    b: "y",
    c: "z",
    d: "1",
    e: "2",
    f: "3",
  });
});
