import { createCodegen } from "@sluice/codegen";
import { createToolEntry, type JsonSchema, type ModuleHost, type ToolEntry } from "@sluice/contracts";

const text = { type: "string" };
const whole = { type: "integer" };
const object = (properties: Record<string, unknown>, required: readonly string[] = []): JsonSchema => ({
  type: "object",
  properties,
  required: [...required],
  additionalProperties: false,
});
const customer = object({ id: whole, name: text, email: text, city: text }, ["id", "name", "email", "city"]);
const cursor = { type: ["string", "null"] };
const customers = object({ customers: { type: "array", items: customer }, next_cursor: cursor }, [
  "customers",
  "next_cursor",
]);

const tool = (server: string, name: string, inputSchema: JsonSchema, outputSchema: JsonSchema): ToolEntry =>
  createToolEntry(server, { name, description: `${name} of ${server}`, inputSchema, outputSchema, annotations: {} });

/** The servers that the guide's examples use. */
const entries: readonly ToolEntry[] = [
  tool("crm", "list_customers", object({ cursor: text, limit: whole }), customers),
  tool("crm", "search_customers", object({ query: text, limit: whole }, ["query"]), customers),
  tool("crm", "get_customer", object({ id: whole }, ["id"]), customer),
  tool("crm", "list_orders", object({ customer_id: whole }), object({ total: whole }, ["total"])),
  tool("files", "write_file", object({ path: text, content: text }, ["path", "content"]), object({ content: text })),
  tool("mailer", "send_mail", object({ to: text, text }, ["to", "text"]), object({})),
  tool(
    "billing",
    "create_invoice",
    object({ customer: whole, amount: { type: "number" } }, ["customer", "amount"]),
    object({ id: whole }, ["id"]),
  ),
  tool("billing", "cancel_invoice", object({ id: whole }, ["id"]), object({})),
];
const skill = "export default async function (input: { top: number }) { return { top: input.top }; }";

/** What agent code could name in a gateway with these servers; declarations are those that agents get. */
export function createGuideHost(): ModuleHost {
  const codegen = createCodegen({ generatedDir: "unused" });
  const servers = [...new Set(entries.map(({ server }) => server))];
  for (const server of servers)
    codegen.setServer(
      server,
      entries.filter((entry) => entry.server === server),
    );
  const functionNames = (server: string): readonly string[] =>
    entries.flatMap((entry) => (entry.server === server ? (codegen.functionNameOf(server, entry.name) ?? []) : []));
  return {
    async resolve(specifier) {
      if (specifier === "./client.ts") return { kind: "client" };
      const [, server = "", functionName = ""] = /^\.\/servers\/([^/]+)\/([^/]+)\.ts$/.exec(specifier) ?? [];
      if (functionName === "index" && servers.includes(server)) return { kind: "server", server };
      if (functionNames(server).includes(functionName)) return { kind: "tool", server, functionName };
      const name = /^\.\/skills\/([a-z-]+)\.ts$/.exec(specifier)?.[1];
      if (name === undefined) return { kind: "unknown", message: `There is no ${specifier}`, suggestions: [] };
      const metadata = {
        version: "1.0.0",
        digest: "0".repeat(64),
        createdAt: "2026-11-20T00:00:00Z",
        createdBy: "local",
        requiredTools: [],
        policy: "demo",
      };
      return {
        kind: "skill",
        skill: { name, version: "1.0.0", description: name, code: skill, durable: false, metadata },
      };
    },
    serverNames: () => servers,
    functionNames,
    functionNameOf: () => undefined,
    async declarationOf(server, functionName) {
      const name = codegen.toolNameOf(server, functionName);
      const entry = entries.find((one) => one.server === server && one.name === name);
      if (entry === undefined) return undefined;
      const { module, signature } = await codegen.render(entry);
      return { module, digest: entry.digest, signature };
    },
    suggest: () => [],
  };
}
