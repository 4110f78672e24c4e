import { fileURLToPath } from "node:url";
import { type CallToolResult, Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

async function connect(...args: readonly string[]) {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [main, ...args] }));
  const call = (name: string, args: Record<string, unknown> = {}): Promise<CallToolResult> =>
    client.callTool({ name, arguments: args });
  return { client, call, [Symbol.asyncDispose]: () => client.close() };
}

test("the CRM lists every customer and every order once, page by page", async () => {
  await using crm = await connect();
  for (const [tool, key] of [
    ["list_customers", "customers"],
    ["list_orders", "orders"],
  ] as const) {
    const ids: number[] = [];
    let cursor: string | null = null;
    let total = 0;
    do {
      const page: CallToolResult = await crm.call(tool, { limit: 97, ...(cursor === null ? {} : { cursor }) });
      const content = page.structuredContent as Record<string, unknown>;
      ids.push(...(content[key] as { id: number }[]).map(({ id }) => id));
      cursor = content.next_cursor as string | null;
      total = content.total as number;
    } while (cursor !== null);
    expect(ids).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  }
});

test("the CRM marks what its tools do", async () => {
  await using crm = await connect();
  const { tools } = await crm.client.listTools();
  const where = (hint: "readOnlyHint" | "destructiveHint"): string[] =>
    tools.filter(({ annotations }) => annotations?.[hint] === true).map(({ name }) => name);
  expect(where("destructiveHint")).toEqual(["delete_customer"]);
  expect(where("readOnlyHint")).toEqual([
    "list_customers",
    "get_customer",
    "search_customers",
    "list_orders",
    "export_summary",
    "flaky_report",
  ]);
  expect(tools.filter(({ outputSchema }) => outputSchema === undefined).map(({ name }) => name)).toEqual([
    "export_summary",
  ]);
});

test("the CRM fails every third report, refuses a foreign cursor and a missing customer", async () => {
  await using crm = await connect();
  const reports: unknown[] = [];
  for (let index = 0; index < 6; index += 1) reports.push((await crm.call("flaky_report")).isError ?? false);
  expect(reports).toEqual([false, false, true, false, false, true]);
  expect((await crm.call("list_customers", { cursor: "nonsense" })).isError).toBe(true);
  expect((await crm.call("get_customer", { id: 501 })).isError).toBe(true);
  expect((await crm.call("update_customer", { id: 1, email: "not an address" })).isError).toBe(true);
});

test("the CRM answers with text alone where it says so", async () => {
  await using crm = await connect();
  const summary = await crm.call("export_summary", { top: 3 });
  expect(summary.structuredContent).toBeUndefined();
  expect(summary.content).toEqual([
    { type: "text", text: expect.stringMatching(/^500 customers\n[\s\S]*3\. .+@example/) },
  ]);
});
