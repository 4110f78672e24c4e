import { DatabaseSync } from "node:sqlite";
import { type Customer, createSampleData, type Order } from "./seed.ts";

/** Everything the tools may do with the data. Synchronous: SQLite answers faster than a promise settles. */
export interface CrmDatabase {
  /** Ascending by id, those after `afterId`. */
  listCustomers(afterId: number, limit: number): readonly Customer[];
  countCustomers(): number;
  getCustomer(id: number): Customer | undefined;
  /** Case-insensitive in any script, in name, email and city. */
  searchCustomers(query: string, limit: number): readonly Customer[];
  updateCustomer(id: number, changes: CustomerChanges): Customer | undefined;
  /** With all orders. @returns whether there was one */
  deleteCustomer(id: number): boolean;
  listOrders(filter: {
    readonly customerId?: number;
    readonly afterId: number;
    readonly limit: number;
  }): readonly Order[];
  countOrders(customerId?: number): number;
  close(): void;
}

export type CustomerChanges = {
  readonly [Key in "name" | "email" | "phone" | "segment"]?: Customer[Key] | undefined;
} & { readonly address?: { readonly [Key in keyof Customer["address"]]?: string | undefined } | undefined };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, search TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id, id);
`;

export interface OpenCrmOptions {
  /** A file, or `:memory:`. A file that already holds customers is used as it is. */
  readonly path: string;
  readonly seed: number;
}

export function openCrmDatabase(options: OpenCrmOptions): CrmDatabase {
  const database = new DatabaseSync(options.path);
  database.exec("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
  database.exec(SCHEMA);
  const count = database.prepare("SELECT count(*) AS total FROM customers");
  if (count.get()?.total === 0) fillDatabase(database, options.seed);

  const page = database.prepare("SELECT body FROM customers WHERE id > ? ORDER BY id LIMIT ?");
  const one = database.prepare("SELECT body FROM customers WHERE id = ?");
  const found = database.prepare("SELECT body FROM customers WHERE instr(search, ?) > 0 ORDER BY id LIMIT ?");
  const replace = database.prepare("UPDATE customers SET search = ?, body = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM customers WHERE id = ?");
  const orders = database.prepare("SELECT body FROM orders WHERE id > ? ORDER BY id LIMIT ?");
  const ownOrders = database.prepare("SELECT body FROM orders WHERE customer_id = ? AND id > ? ORDER BY id LIMIT ?");
  const orderCount = database.prepare("SELECT count(*) AS total FROM orders WHERE ?1 IS NULL OR customer_id = ?1");

  const getCustomer = (id: number): Customer | undefined => toRows<Customer>([one.get(id)])[0];
  return {
    listCustomers: (afterId, limit) => toRows(page.all(afterId, limit)),
    countCustomers: () => Number(count.get()?.total),
    getCustomer,
    searchCustomers: (query, limit) => toRows(found.all(query.toLowerCase(), limit)),
    updateCustomer: (id, changes) => {
      const customer = getCustomer(id);
      if (customer === undefined) return undefined;
      const { address, ...fields } = withoutUndefined(changes);
      const updated: Customer = {
        ...customer,
        ...fields,
        address: { ...customer.address, ...withoutUndefined(address ?? {}) },
      };
      replace.run(toSearchText(updated), JSON.stringify(updated), id);
      return updated;
    },
    deleteCustomer: (id) => remove.run(id).changes === 1,
    listOrders: ({ customerId, afterId, limit }) =>
      toRows(customerId === undefined ? orders.all(afterId, limit) : ownOrders.all(customerId, afterId, limit)),
    countOrders: (customerId) => Number(orderCount.get(customerId ?? null)?.total),
    close: () => database.close(),
  };
}

function fillDatabase(database: DatabaseSync, seed: number): void {
  const { customers, orders } = createSampleData(seed);
  const insertCustomer = database.prepare("INSERT INTO customers (id, search, body) VALUES (?, ?, ?)");
  const insertOrder = database.prepare("INSERT INTO orders (id, customer_id, body) VALUES (?, ?, ?)");
  database.exec("BEGIN IMMEDIATE");
  for (const customer of customers) insertCustomer.run(customer.id, toSearchText(customer), JSON.stringify(customer));
  for (const order of orders) insertOrder.run(order.id, order.customer_id, JSON.stringify(order));
  database.exec("COMMIT");
}

/** SQLite folds ASCII only, so what search compares is folded here. */
function toSearchText(customer: Customer): string {
  return `${customer.name}\n${customer.email}\n${customer.address.city}`.toLowerCase();
}

function toRows<Row>(rows: readonly (Record<string, unknown> | undefined)[]): readonly Row[] {
  return rows.flatMap((row) => (row === undefined ? [] : [JSON.parse(String(row.body)) as Row]));
}

function withoutUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}
