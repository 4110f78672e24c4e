import type { DirectAgent, SluiceAgent } from "../harness/token-agents.ts";

/** One job, done both ways by a script that writes what a model would. Both return the answer, and the answers agree. */
export interface TokenTask {
  readonly name: string;
  direct(agent: DirectAgent, folder: string): Promise<string>;
  sluice(agent: SluiceAgent, folder: string): Promise<string>;
}

interface Order {
  readonly customer_id: number;
  readonly status: string;
  readonly total: number;
}

interface Customer {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly segment: string;
}

interface Page {
  readonly customers?: readonly Customer[];
  readonly orders?: readonly Order[];
  readonly next_cursor: string | null;
}

/** All tools that the tasks need: ten. */
export const taskTools = [
  "crm.get_customer",
  "crm.list_customers",
  "crm.list_orders",
  "crm.search_customers",
  "everything.get-sum",
  "files.create_directory",
  "files.read_text_file",
  "files.write_file",
  "memory.create_entities",
  "memory.search_nodes",
] as const;

const IDS = Array.from({ length: 30 }, (_, i) => i * 7 + 3);
const cents = (value: number): string => value.toFixed(2);

const sum: TokenTask = {
  name: "one small call",
  async direct(agent) {
    const [text] = await agent.call({ server: "everything", tool: "get-sum", args: { a: 19.5, b: 22.75 } });
    return /42\.25/.exec(String(text))?.[0] ?? "";
  },
  async sluice(agent) {
    await agent.search(["add two numbers"], ["everything.get-sum"], "summary");
    return /42\.25/.exec(String(await agent.callTool("everything.get-sum", { a: 19.5, b: 22.75 })))?.[0] ?? "";
  },
};

const orders: TokenTask = {
  name: "one list, counted",
  async direct(agent) {
    const [page] = await agent.call({ server: "crm", tool: "list_orders", args: { customer_id: 7, limit: 100 } });
    const found = (page as Page).orders ?? [];
    return `${found.length} orders, ${cents(found.reduce((all, order) => all + order.total, 0))} EUR`;
  },
  async sluice(agent) {
    await agent.search(["orders of one customer"], ["crm.list_orders"], "full");
    const output = await agent.run(`const { orders } = await servers.crm.listOrders({ customer_id: 7, limit: 100 });
return { count: orders.length, total: orders.reduce((all, order) => all + order.total, 0) };`);
    const { count, total } = output as { count: number; total: number };
    return `${count} orders, ${cents(total)} EUR`;
  },
};

const report: TokenTask = {
  name: "join 500 customers with their orders, write a report",
  async direct(agent, folder) {
    const customers = new Map<number, Customer>();
    const spent = new Map<number, number>();
    for (const tool of ["list_customers", "list_orders"]) {
      for (let cursor: string | undefined; ; ) {
        const args = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
        const page = (await agent.call({ server: "crm", tool, args }))[0] as Page;
        for (const customer of page.customers ?? []) customers.set(customer.id, customer);
        for (const order of page.orders ?? [])
          spent.set(order.customer_id, (spent.get(order.customer_id) ?? 0) + order.total);
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
    }
    const best = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 20);
    const rows = best.map(
      ([id, total], i) => `${i + 1}. ${customers.get(id)?.name} <${customers.get(id)?.email}>: EUR ${cents(total)}`,
    );
    await agent.call({ server: "files", tool: "create_directory", args: { path: `${folder}/reports` } });
    await agent.call({
      server: "files",
      tool: "write_file",
      args: { path: `${folder}/reports/direct.md`, content: `# Best customers\n\n${rows.join("\n")}\n` },
    });
    return `${customers.size} customers, the best spent ${cents(best[0]?.[1] ?? 0)} EUR`;
  },
  async sluice(agent, folder) {
    await agent.search(
      ["page through all customers", "page through all orders", "create a folder", "write a text file"],
      ["crm.list_customers", "crm.list_orders", "files.create_directory", "files.write_file"],
      "full",
    );
    const output = await agent.run(`const { crm, files } = servers;
const customers = new Map();
for (let cursor: string | undefined; ; ) {
  const page = await crm.listCustomers({ cursor, limit: 100 });
  for (const customer of page.customers) customers.set(customer.id, customer);
  if (page.next_cursor === null) break;
  cursor = page.next_cursor;
}
const spent = new Map<number, number>();
for (let cursor: string | undefined; ; ) {
  const page = await crm.listOrders({ cursor, limit: 100 });
  for (const order of page.orders) spent.set(order.customer_id, (spent.get(order.customer_id) ?? 0) + order.total);
  if (page.next_cursor === null) break;
  cursor = page.next_cursor;
}
const best = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 20);
const rows = best.map(([id, total], i) => \`\${i + 1}. \${customers.get(id).name} <\${customers.get(id).email}>: EUR \${total.toFixed(2)}\`);
await files.createDirectory({ path: ${JSON.stringify(`${folder}/reports`)} });
await files.writeFile({ path: ${JSON.stringify(`${folder}/reports/sluice.md`)}, content: "# Best customers\\n\\n" + rows.join("\\n") + "\\n" });
return { customers: customers.size, best: best[0][1] };`);
    const { customers, best } = output as { customers: number; best: number };
    return `${customers} customers, the best spent ${cents(best)} EUR`;
  },
};

const many: TokenTask = {
  name: "30 look-ups, counted by segment",
  async direct(agent) {
    const found = await agent.call(...IDS.map((id) => ({ server: "crm", tool: "get_customer", args: { id } })));
    return countSegments(found.map((customer) => (customer as Customer).segment));
  },
  async sluice(agent) {
    await agent.search(["get a customer by number"], ["crm.get_customer"], "full");
    const output = await agent.run(`const ids = ${JSON.stringify(IDS)};
const found = await Promise.all(ids.map((id) => servers.crm.getCustomer({ id })));
return found.map((customer) => customer.segment);`);
    return countSegments(output as string[]);
  },
};

const memory: TokenTask = {
  name: "read a file, remember what it says",
  async direct(agent, folder) {
    const [read] = await agent.call({ server: "files", tool: "read_text_file", args: { path: `${folder}/notes.md` } });
    const text = typeof read === "string" ? read : String((read as { content: string }).content);
    const lines = text
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("- "));
    await agent.call({
      server: "memory",
      tool: "create_entities",
      args: { entities: [{ name: "notes-direct", entityType: "file", observations: lines }] },
    });
    const [graph] = await agent.call({ server: "memory", tool: "search_nodes", args: { query: "notes-direct" } });
    return `${(graph as { entities: { observations: string[] }[] }).entities[0]?.observations.length} observations`;
  },
  async sluice(agent, folder) {
    await agent.search(
      ["read a text file", "create entities in the knowledge graph", "search nodes of the knowledge graph"],
      ["files.read_text_file", "memory.create_entities", "memory.search_nodes"],
      "full",
    );
    const output = await agent.run(`const { files, memory } = servers;
const { content } = await files.readTextFile({ path: ${JSON.stringify(`${folder}/notes.md`)} });
const lines = content.trim().split("\\n").filter((line) => line.startsWith("- "));
await memory.createEntities({ entities: [{ name: "notes-sluice", entityType: "file", observations: lines }] });
const { entities } = await memory.searchNodes({ query: "notes-sluice" });
return entities[0].observations.length;`);
    return `${output} observations`;
  },
};

function countSegments(segments: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const segment of segments) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([segment, count]) => `${segment} ${count}`)
    .join(", ");
}

export const tokenTasks: readonly TokenTask[] = [sum, orders, memory, many, report];
