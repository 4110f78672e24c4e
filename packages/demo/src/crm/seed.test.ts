import { describe, expect, test } from "vitest";
import { openCrmDatabase } from "./database.ts";
import { CUSTOMER_COUNT, createSampleData } from "./seed.ts";
import { toMailName } from "./words.ts";

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);

describe("createSampleData()", () => {
  const { customers, orders } = createSampleData(7);

  test("createSampleData() gives the same data for the same seed and other data for another", () => {
    expect(createSampleData(7).customers).toEqual(customers);
    expect(createSampleData(8).customers).not.toEqual(customers);
  });

  test("createSampleData() makes 500 customers with unique contacts and more than 1,500 orders", () => {
    expect(customers).toHaveLength(CUSTOMER_COUNT);
    expect(new Set(customers.map((customer) => customer.email)).size).toBe(CUSTOMER_COUNT);
    expect(new Set(customers.map((customer) => customer.phone)).size).toBe(CUSTOMER_COUNT);
    expect(orders.length).toBeGreaterThan(1500);
    expect(new Set(orders.map((order) => order.customer_id)).size).toBe(CUSTOMER_COUNT);
  });

  test("createSampleData() uses reserved mail domains and both scripts", () => {
    for (const { email } of customers) expect(email).toMatch(/^[a-z.]+\d+@example\.(com|org|net)$/);
    expect(customers.some(({ name }) => /\p{Script=Cyrillic}/u.test(name))).toBe(true);
    expect(customers.some(({ name }) => /\p{Script=Latin}/u.test(name))).toBe(true);
  });

  test("createSampleData() gives tax numbers whose check digits hold", () => {
    for (const { tax_id: taxId, address } of customers) {
      if (address.country === "RU") {
        expect(taxId).toMatch(/^\d{12}$/);
        expect((weighted(taxId, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10).toBe(Number(taxId[10]));
        expect((weighted(taxId, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10).toBe(Number(taxId[11]));
      } else if (address.country === "DE") {
        expect(taxId).toMatch(/^[1-9]\d{10}$/);
        let rest = 10;
        for (const digit of taxId.slice(0, 10)) rest = (((Number(digit) + rest) % 10 || 10) * 2) % 11;
        expect((11 - rest) % 10).toBe(Number(taxId[10]));
      } else if (address.country === "ES") {
        expect("TRWAGMYFPDXBNJZSQVHLCKE"[Number(taxId.slice(0, 8)) % 23]).toBe(taxId[8]);
      } else {
        const rest = weighted(taxId.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
        expect(String([2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][rest])).toBe(taxId[0]);
      }
    }
  });
});

describe("toMailName()", () => {
  test("toMailName() transliterates Cyrillic, folds accents and joins with dots", () => {
    expect(toMailName("Фёдор Щербаков")).toBe("fedor.scherbakov");
    expect(toMailName("Björn Groß")).toBe("bjoern.gross");
    expect(toMailName("Íñigo Núñez Marín")).toBe("inigo.nunez.marin");
    expect(toMailName("Rosie O'Brien")).toBe("rosie.o.brien");
  });
});

describe("openCrmDatabase()", () => {
  test("openCrmDatabase() pages, searches in any script, changes, and deletes with orders", () => {
    const database = openCrmDatabase({ path: ":memory:", seed: 7 });
    expect(database.listCustomers(490, 100).map(({ id }) => id)).toEqual([
      491, 492, 493, 494, 495, 496, 497, 498, 499, 500,
    ]);
    expect(database.searchCustomers("москва", 3).every(({ address }) => address.city === "Москва")).toBe(true);
    const before = database.getCustomer(5);
    const after = database.updateCustomer(5, { phone: "+1 202 555 0101", address: { city: "Köln" } });
    expect(after).toEqual({ ...before, phone: "+1 202 555 0101", address: { ...before?.address, city: "Köln" } });
    expect(database.countOrders(5)).toBeGreaterThan(0);
    expect(database.deleteCustomer(5)).toBe(true);
    expect(database.deleteCustomer(5)).toBe(false);
    expect(database.getCustomer(5)).toBeUndefined();
    expect(database.countOrders(5)).toBe(0);
    database.close();
  });
});
