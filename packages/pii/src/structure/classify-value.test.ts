import type { Json, PiiType } from "@sluice/contracts";
import { piiTypes } from "@sluice/contracts";
import { expect, test } from "vitest";
import { type DetectOptions, detectInJson } from "../detect-in-json.ts";
import { defaultDetectors } from "../text/default-detectors.ts";

const options: DetectOptions = { detectors: [], types: new Set(piiTypes) };
const detect = (value: Json, extra: Partial<DetectOptions> = {}): Readonly<Record<string, PiiType>> =>
  Object.fromEntries(detectInJson(value, { ...options, ...extra }).map(({ path, type }) => [path, type]));

test("a name is a person's beside personal fields", () => {
  expect(detect({ name: "octo-cat", email: "octo@example.com" })).toEqual({ name: "person", email: "email" });
});

test("a name is a person's under a field that names a person", () => {
  expect(detect({ assignee: { name: "Qwertz Uiop", id: 4 } })).toEqual({ "assignee.name": "person" });
  expect(detect({ reviewer: { name: "admins" } })).toEqual({});
});

test("a name is a person's where it looks like one", () => {
  expect(detect({ name: "Maria Schneider" })).toEqual({ name: "person" });
  expect(detect({ name: "Мария Иванова" })).toEqual({ name: "person" });
});

test("a bot among people is none of them, and abbreviated fields mean people", () => {
  expect(detect({ members: [{ name: "Slackbot" }, { name: "Talbot" }] })).toEqual({ "members[1].name": "person" });
  expect(detect({ cust_name: "Bao Quux", emp_name: "Sales Team" })).toEqual({ cust_name: "person" });
});

test("a name of a thing is no person's", () => {
  expect(
    detect({ repository: { name: "Maria Schneider" }, label: { name: "bug" }, step: { name: "Run tests" } }),
  ).toEqual({});
  expect(
    detect({ company: { name: "Acme GmbH", email: "office@acme.example", phone: "+49 30 901820" } }),
  ).not.toHaveProperty(["company.name"]);
});

test("a column of a table is decided for all its rows", () => {
  const rows = ["Anna Schmidt", "Peter Wagner", "Xq Zzyzx", "Laura Fischer"].map((title) => ({ title }));
  expect(Object.keys(detect({ rows }))).toEqual(["rows[0].title", "rows[1].title", "rows[2].title", "rows[3].title"]);
  expect(detect({ rows: ["Blue chair", "Red table", "Lamp"].map((title) => ({ title })) })).toEqual({});
});

test("a person's title is none, unless it is a name", () => {
  const record = { email: "a@example.com", phone: "+49 30 901820" };
  expect(detect({ ...record, title: "Scientist" })).not.toHaveProperty("title");
  expect(detect({ ...record, title: "Maria Schneider" })).toHaveProperty("title", "person");
});

test("names of things are not searched for people, but for what only people have", () => {
  const found = (value: Json): readonly string[] =>
    detectInJson(value, { ...options, detectors: defaultDetectors }).map(({ path }) => path);
  expect(found({ brand: "Calvin Klein", product: { name: "Chelsea Boots" }, city: "Charlotte" })).toEqual([]);
  expect(found({ company: "ИП Жданова Вера Ильинична", vendor: "mail anna@example.com" })).toEqual([
    "company",
    "vendor",
  ]);
});

test("rows that are arrays are read by the names of their columns", () => {
  const cells = [
    ["Adaeze Obi", "1990-02-11", 7],
    ["Qwertz Uiop", "1985-12-30", 9],
  ];
  const rows = {
    "rows[0][0]": "person",
    "rows[0][1]": "birth-date",
    "rows[1][0]": "person",
    "rows[1][1]": "birth-date",
  };
  expect(detect({ columns: ["full_name", "dob", "orders"], rows: cells })).toEqual(rows);
  expect(detect({ rows: cells, fields: [{ name: "full_name" }, { name: "dob" }, { name: "orders" }] })).toEqual(rows);
  expect(detect([["Name", "Birthday", "Orders"], ...cells])).toEqual({
    "[1][0]": "person",
    "[1][1]": "birth-date",
    "[2][0]": "person",
    "[2][1]": "birth-date",
  });
  expect(detect({ columns: ["a", "b", "c"], rows: cells })).toEqual({});
});

test("a value that cannot be what its field says is left alone", () => {
  expect(
    detect({
      phone: "iPhone 12",
      email: "weekly",
      address: "0x52908400098527886E0F7030069857D2E4169EE7",
      inn: true,
      ssn: "n/a",
    }),
  ).toEqual({});
});

test("a value that is its field's label is none", () => {
  expect(detect({ firstName: "First name", surname: "Surname", address: "Street address, city" })).toEqual({});
  expect(detect({ firstName: "Firenze", address: "Address Street 5, Kiel" })).toEqual({
    firstName: "person",
    address: "address",
  });
});

test("numbers keep their fields' meaning", () => {
  expect(detect({ inn: 7707083893, phone: 79161234567, count: 79161234567 })).toEqual({
    inn: "tax-id",
    phone: "phone",
  });
});

const origin = { server: "crm", tool: "list.all" };

test("pins decide before everything else", () => {
  const value = { items: [{ email: "a@example.com", code: "XK-1", city: "Bonn" }] };
  const pins = {
    "crm.list.all.items.email": "public",
    "crm.*.items.code": "national-id",
    "crm.list.all.**.city": "address",
  } as const;
  expect(detect(value, { pins: { "crm.list.all.items.email": "public" }, origin })).toEqual({});
  expect(detect(value, { pins, origin })).toEqual({ "items[0].city": "address" });
  expect(detect(value, { pins: { "crm.list.*.items[].code": "national-id" }, origin })).toMatchObject({
    "items[0].code": "national-id",
  });
  expect(detect(value, { pins, origin: { server: "shop", tool: "list" } })).toEqual({ "items[0].email": "email" });
});

test("hints of a schema count where the value fits, through references and branches", () => {
  const schema = {
    type: "object",
    properties: {
      login: { type: "string", format: "email" },
      ref: { $ref: "#/$defs/tax" },
      list: {
        type: "array",
        items: { anyOf: [{ type: "null" }, { type: "string", description: "Full name of the owner" }] },
      },
      open: { type: "string", "x-pii": false },
      loop: { $ref: "#/properties/loop" },
    },
    $defs: { tax: { type: "string", title: "Tax ID" } },
  };
  const value = { login: "a@example.com", ref: "7707083893", list: ["Qwertz Uiop"], open: "7707083893", loop: "x" };
  expect(detect(value, { origin: { ...origin, schema } })).toEqual({
    login: "email",
    ref: "tax-id",
    "list[0]": "person",
  });
  expect(detect({ login: "not a mail" }, { origin: { ...origin, schema } })).toEqual({});
});
