import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { toAnswer, toBadCursor, toMissing } from "./answers.ts";
import { createCursor, parseCursor } from "./cursor.ts";
import type { CrmDatabase } from "./database.ts";
import { changesSchema, customerIdSchema, customerSchema, orderSchema, pageInput, pageOutput } from "./schemas.ts";

const READ_ONLY = { readOnlyHint: true, openWorldHint: false } as const;

export function registerCustomerTools(server: McpServer, database: CrmDatabase): void {
  server.registerTool(
    "list_customers",
    {
      title: "List customers",
      description: "Customers by number, one page at a time.",
      inputSchema: z.object(pageInput),
      outputSchema: z.object({ customers: z.array(customerSchema), ...pageOutput }),
      annotations: READ_ONLY,
    },
    ({ cursor, limit }) => {
      const afterId = parseCursor(cursor);
      if (afterId === undefined) return toBadCursor();
      const { entries, next_cursor } = toPage(database.listCustomers(afterId, limit + 1), limit);
      return toAnswer({ customers: entries, total: database.countCustomers(), next_cursor });
    },
  );

  server.registerTool(
    "get_customer",
    {
      title: "Get a customer",
      description: "One customer by number.",
      inputSchema: z.object({ id: customerIdSchema }),
      outputSchema: customerSchema,
      annotations: READ_ONLY,
    },
    ({ id }) => {
      const customer = database.getCustomer(id);
      return customer === undefined ? toMissing(id) : toAnswer({ ...customer });
    },
  );

  server.registerTool(
    "search_customers",
    {
      title: "Search customers",
      description: "Customers whose name, email or city contains the text, in any script.",
      inputSchema: z.object({
        query: z.string().min(1).max(200),
        limit: z.int().min(1).max(100).default(20),
      }),
      outputSchema: z.object({ customers: z.array(customerSchema) }),
      annotations: READ_ONLY,
    },
    ({ query, limit }) => toAnswer({ customers: database.searchCustomers(query, limit) }),
  );

  server.registerTool(
    "list_orders",
    {
      title: "List orders",
      description: "Orders by number, of one customer or of all, one page at a time.",
      inputSchema: z.object({ customer_id: customerIdSchema.optional(), ...pageInput }),
      outputSchema: z.object({ orders: z.array(orderSchema), ...pageOutput }),
      annotations: READ_ONLY,
    },
    ({ customer_id: customerId, cursor, limit }) => {
      const afterId = parseCursor(cursor);
      if (afterId === undefined) return toBadCursor();
      const scope = customerId === undefined ? {} : { customerId };
      const { entries, next_cursor } = toPage(database.listOrders({ ...scope, afterId, limit: limit + 1 }), limit);
      return toAnswer({ orders: entries, total: database.countOrders(customerId), next_cursor });
    },
  );

  server.registerTool(
    "update_customer",
    {
      title: "Update a customer",
      description: "Changes the fields given, keeps the others, returns the customer as it now is.",
      inputSchema: changesSchema,
      outputSchema: customerSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    ({ id, ...changes }) => {
      const customer = database.updateCustomer(id, changes);
      return customer === undefined ? toMissing(id) : toAnswer({ ...customer });
    },
  );

  server.registerTool(
    "delete_customer",
    {
      title: "Delete a customer",
      description: "Deletes a customer with all orders, for good.",
      inputSchema: z.object({ id: customerIdSchema }),
      outputSchema: z.object({ id: z.int(), deleted: z.boolean() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ id }) => (database.deleteCustomer(id) ? toAnswer({ id, deleted: true }) : toMissing(id)),
  );
}

/** `rows` holds one more than the page where another page follows. */
function toPage<Row extends { readonly id: number }>(
  rows: readonly Row[],
  limit: number,
): { readonly entries: readonly Row[]; readonly next_cursor: string | null } {
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next_cursor: rows.length > limit && last !== undefined ? createCursor(last.id) : null };
}
