import type { Json, PiiType } from "@sluice/contracts";
import { piiTypes } from "@sluice/contracts";
import { expect, test } from "vitest";
import { type DetectOptions, detectInJson } from "../detect-in-json.ts";

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
