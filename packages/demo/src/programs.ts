/** What the scripted agent writes; ordinary agent code, type-checked like everyone's. */

export const reportProgram = `import * as crm from "./servers/crm/index.ts";
import { writeFile } from "./servers/files/writeFile.ts";
import { createDirectory } from "./servers/files/createDirectory.ts";

const customers = [];
for (let cursor: string | undefined; ; ) {
  const page = await crm.listCustomers({ cursor, limit: 100 });
  customers.push(...page.customers);
  if (page.next_cursor === null) break;
  cursor = page.next_cursor;
}
const spent = new Map<number, number>();
let orders = 0;
for (let cursor: string | undefined; ; ) {
  const page = await crm.listOrders({ cursor, limit: 100 });
  orders += page.orders.length;
  for (const order of page.orders) {
    if (order.status !== "cancelled") spent.set(order.customer_id, (spent.get(order.customer_id) ?? 0) + order.total);
  }
  if (page.next_cursor === null) break;
  cursor = page.next_cursor;
}
const best = customers
  .map((customer) => ({ ...customer, spent: Math.round((spent.get(customer.id) ?? 0) * 100) / 100 }))
  .sort((a, b) => b.spent - a.spent)
  .slice(0, context.top);

const folder = context.folder + "/reports";
await createDirectory({ path: folder });
const rows = best.map((customer, index) => \`\${index + 1}. \${customer.name} <\${customer.email}>: EUR \${customer.spent}\`);
await writeFile({ path: folder + "/best-customers.md", content: "# Best customers\\n\\n" + rows.join("\\n") + "\\n" });

console.log(\`joined \${customers.length} customers with \${orders} orders; first is \${best[0].email}\`);
return {
  customers: customers.length,
  orders,
  revenue: Math.round([...spent.values()].reduce((sum, value) => sum + value, 0) * 100) / 100,
  best: best.slice(0, 3).map(({ name, email, phone, tax_id, spent }) => ({ name, email, phone, tax_id, spent })),
};`;

export const tokenProgram = (
  emailToken: string,
): string => `import { searchCustomers } from "./servers/crm/searchCustomers.ts";

const wanted = "${emailToken}";
const { customers } = await searchCustomers({ query: wanted, limit: 5 });
return { found: customers.length, city: customers[0]?.address.city, isSame: customers[0]?.email === wanted };`;

export const skillProgram = `import bestCustomers from "./skills/best-customers.ts";

const { revenue, best } = await bestCustomers({ top: 10, folder: context.folder });
return { revenue, bestSpent: best[0].spent };`;

export const deleteProgram = "return await servers.crm.deleteCustomer({ id: 1 });";
export const fileProgram = 'return await Deno.readTextFile("/etc/passwd");';
export const typoProgram = "return await servers.crm.listCustomer({ limit: 5 });";
