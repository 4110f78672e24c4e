import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { EVENT_STREAM, type RunAnswer } from "@sluice/contracts";
import { expect, test } from "vitest";
import { crm, openPolicy, openTestGateway } from "../fixtures/gateway.ts";
import { startNatsServer } from "../fixtures/nats.ts";
import { until } from "../fixtures/until.ts";

interface Customer {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly tax_id: string;
  readonly address: { readonly street: string };
}

const readAll = `
const customers = [];
let cursor;
do {
  const page = await servers.crm.listCustomers({ limit: 100, ...(cursor ? { cursor } : {}) });
  customers.push(...page.customers);
  cursor = page.next_cursor;
} while (cursor);
`;

/** What really is in the CRM, asked without a gateway. */
async function readCustomers(): Promise<readonly Customer[]> {
  const { command, args } = crm as { command: string; args: string[] };
  const client = new Client({ name: "direct", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command, args, stderr: "ignore" }));
  const customers: Customer[] = [];
  let cursor: string | null = null;
  do {
    const result = await client.callTool({
      name: "list_customers",
      arguments: { limit: 100, ...(cursor === null ? {} : { cursor }) },
    });
    const page = result.structuredContent as unknown as { customers: Customer[]; next_cursor: string | null };
    customers.push(...page.customers);
    cursor = page.next_cursor;
  } while (cursor !== null);
  await client.close();
  return customers;
}

function readFolder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return [entry.name, bytes.toString("utf8"), bytes.toString("utf16le")];
    });
}

test("500 customers cross code, two servers, logs, errors, events, a skill and the disk, and nothing real of them gets out", {
  timeout: 240_000,
}, async () => {
  const customers = await readCustomers();
  expect(customers).toHaveLength(500);
  await using nats = await startNatsServer();
  const allow = `${openPolicy}pii:\n  flows:\n    - { from: crm, to: memory, types: ["*"] }\n`;
  const memory = { command: join(import.meta.dirname, "../../node_modules/.bin/mcp-server-memory") };
  await using subject = await openTestGateway({
    servers: { crm, memory },
    policies: { "open.yaml": allow },
    config: { nats: { servers: [nats.url] } },
  });
  const { engine } = subject.gateway;
  const agent = { principal: "agent" };
  const out: string[] = [];
  const notes: unknown[] = [];
  const run = async (code: string): Promise<RunAnswer> => {
    const { answer, content } = await engine.executeCode(
      agent,
      { code, language: "javascript" },
      { onLog: (line) => notes.push(line), onProgress: (note) => notes.push(note) },
    );
    out.push(JSON.stringify([answer, content]));
    return answer;
  };

  const whole = await run(`${readAll} return customers;`);
  expect(whole.output).toHaveLength(500);
  const counted = await run(
    `${readAll} return { emails: new Set(customers.map((c) => c.email)).size, at: customers.filter((c) => c.email.includes("@")).length };`,
  );
  expect(counted.output).toEqual({ emails: 500, at: 500 });
  await run(
    `${readAll} for (const c of customers.slice(0, 200)) console.log("mail", c.email, "to", c.name, c.phone); console.error(customers.slice(200, 220)); return null;`,
  );
  await run(
    `${readAll} return customers.map((c) => [btoa(c.email), c.phone.replace(/\\D/g, ""), c.name.toUpperCase(), c.tax_id.split("").reverse().join(""), encodeURIComponent(c.name)]);`,
  );
  const failed = await run(
    `${readAll} throw new Error("cannot mail " + customers.slice(0, 50).map((c) => c.email + " " + c.name).join(", "));`,
  );
  expect(failed.status).toBe("failed");
  const stored = await run(
    `${readAll} const entities = customers.slice(0, 20).map((c) => ({ name: "customer " + c.id, entityType: "customer", observations: [c.email, c.name] })); await servers.memory.createEntities({ entities }); const graph = await servers.memory.readGraph({}); return { graph, same: graph.entities[0].observations[0] === customers[0].email };`,
  );
  expect((stored.output as { same: boolean }).same).toBe(true);
  await run(
    `${readAll} const { display } = await import("./client.ts"); await display(customers.slice(0, 30)); return customers.slice(0, 5).map((c) => c.address);`,
  );
  out.push(JSON.stringify(await engine.callTool(agent, { address: "crm.export_summary", arguments: { top: 50 } })));
  out.push(JSON.stringify(await engine.callTool(agent, { address: "crm.get_customer", arguments: { id: 1 } })));
  const leaking = await run(
    `const who = "${customers[7]?.email}"; const { customers } = await servers.crm.searchCustomers({ query: who }); return customers.length;`,
  );
  await expect(engine.saveSkill(agent, { name: "leaking", description: "x", fromRun: leaking.runId })).rejects.toThrow(
    "line 1 holds personal data",
  );
  out.push(
    JSON.stringify(
      await engine.saveSkill(agent, { name: "count-customers", description: "Counts", fromRun: counted.runId }),
    ),
  );

  const connection = await connect({ servers: nats.url });
  const events: string[] = [];
  const consumer = await jetstream(connection).consumers.get(EVENT_STREAM);
  await until(async () => {
    const batch = await consumer.fetch({ max_messages: 500, expires: 1_000 });
    for await (const message of batch) events.push(message.string());
    return events.some((event) => event.includes("skill.saved"));
  });
  await connection.close();
  await subject.gateway.close();

  const seen = [
    ...out,
    ...notes.map((note) => JSON.stringify(note)),
    ...events,
    ...subject.log,
    ...readFolder(join(subject.dir, ".sluice")),
    ...readFolder(join(subject.dir, "skills")),
    ...readFolder(join(subject.dir, "generated")),
  ].join("\n");
  const leaks = customers.flatMap(({ name, email, phone, tax_id, address }) =>
    [name, email, phone, tax_id, address.street].filter(
      (value) => value !== customers[7]?.email && seen.includes(value),
    ),
  );
  expect(leaks).toEqual([]);
  // It is there, behind its tokens.
  for (const token of ["[EMAIL_500]", "[PHONE_500]", "[PERSON_3", "[TAX_ID_", "[ADDRESS_"])
    expect(seen).toContain(token);
  // The one value that the agent wrote itself was its own to begin with; nothing else came of it.
  expect(seen.split(customers[7]?.email ?? "").length - 1).toBe(0);
});
