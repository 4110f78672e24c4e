import { expect, test } from "vitest";
import { classifyKey } from "./classify-key.ts";

test.each([
  ["email", "email"],
  ["UF_EMAIL", "email"],
  ["workEmailAddress", "email"],
  ["customeremail", "email"],
  ["WORK_PHONE", "phone"],
  ["phoneNumber2", "phone"],
  ["phones", "phone"],
  ["client_inn", "tax-id"],
  ["ИНН", "tax-id"],
  ["RQ_INN", "tax-id"],
  ["GivenName", "person"],
  ["lastname", "person"],
  ["ФИО", "person"],
  ["StreetAddress", "address"],
  ["addressLine1", "address"],
  ["date_of_birth", "birth-date"],
  ["Дата рождения", "birth-date"],
  ["CCNumber", "card"],
  ["ipAddress", "ip"],
  ["macAddress", "mac"],
  ["passportNo", "passport"],
  ["snils", "national-id"],
  ["prénom", "person"],
  ["téléphone", "phone"],
  ["Straße", "address"],
  ["fecha_nacimiento", "birth-date"],
  ["date_naissance", "birth-date"],
  ["licenseNo", "national-id"],
])("classifyKey() reads %s as %s", (key, type) => {
  expect(classifyKey(key)).toMatchObject({ type, strength: "strong" });
});

test.each([
  "avatarUrl",
  "avatar_id",
  "emailType",
  "email_template",
  "emailClient",
  "phoneType",
  "phoneFormat",
  "addressId",
  "addressType",
  "fileName",
  "hostname",
  "username",
  "walletAddress",
  "repository_name",
  "productName",
  "private",
])("classifyKey() is not misled by %s", (key) => {
  expect(classifyKey(key)).not.toMatchObject({ strength: "strong" });
});

test("classifyKey() takes the parent's word for keys that say nothing", () => {
  expect(classifyKey("value", "emails")).toMatchObject({ type: "email" });
  expect(classifyKey("date", "dob")).toMatchObject({ type: "birth-date" });
  expect(classifyKey("number", "workPhone")).toMatchObject({ type: "phone" });
  expect(classifyKey("value", "settings")).toEqual({ type: "none" });
});

test("classifyKey() reads parts of a name under `name`", () => {
  expect(classifyKey("first", "name")).toMatchObject({ type: "person", strength: "strong" });
  expect(classifyKey("given", "name")).toMatchObject({ type: "person", strength: "strong" });
  expect(classifyKey("first", "pagination")).toEqual({ type: "none" });
});

test("classifyKey() leaves bare names to the record", () => {
  expect(classifyKey("name")).toEqual({ type: "name" });
  expect(classifyKey("title")).toEqual({ type: "title" });
  expect(classifyKey("brand_name")).toEqual({ type: "thing" });
  expect(classifyKey("author")).toEqual({ type: "person", strength: "weak" });
});
