import { expect, test } from "vitest";
import { isNameKey } from "./name-key.ts";

test.each(["anna", "Peter", "hughes", "john_price", "annaSchmidt", "Мария"])("isNameKey() knows %s", (key) => {
  expect(isNameKey(key)).toBe(true);
});

test.each(["id", "next_cursor", "pageSize", "will", "mark", "title", "closedAt", "e-mail", ""])(
  "isNameKey() takes %j for a field",
  (key) => {
    expect(isNameKey(key)).toBe(false);
  },
);
