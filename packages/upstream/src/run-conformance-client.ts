/** For tests alone: what the conformance suite starts as the client under test; its last argument is the server's address. */
import type { JsonObject, ToolEntry } from "@sluice/contracts";
import { createUpstream } from "./upstream.ts";

interface PlannedCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

const url = process.argv.at(-1) ?? "";
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}") as { toolCalls?: readonly PlannedCall[] };
const onAsk = async () => ({ action: "accept", content: {} }) as const;
const upstream = createUpstream({ servers: { peer: { url } }, hostEnv: {} });
let tools: readonly ToolEntry[] = [];
upstream.onChange((change) => {
  if (change.kind === "tools") tools = change.tools;
});

await upstream.connect("peer");
for (const call of context.toolCalls ?? tools.map((tool) => ({ name: tool.name, arguments: toArguments(tool) }))) {
  const outcome = await upstream.callTool(
    { server: "peer", tool: call.name, args: call.arguments },
    { signal: new AbortController().signal, timeoutMs: 10_000, onAsk },
  );
  process.stdout.write(`${call.name}: ${JSON.stringify(outcome)}\n`);
}
await upstream.close();

/** Something of the right type for each property; one scenario wants to see the schema of another tool again. */
function toArguments({ name, inputSchema }: ToolEntry): JsonObject {
  if (name === "json_schema_echo") {
    const other = tools.find((tool) => tool.name !== name);
    return { schema: (other?.inputSchema ?? {}) as JsonObject };
  }
  const { properties = {} } = inputSchema as { properties?: Record<string, { type?: string }> };
  const values: JsonObject = { string: "text", number: 1, integer: 1, boolean: true, array: [], object: {} };
  return Object.fromEntries(
    Object.entries(properties).map(([key, { type }]) => [key, values[type ?? "string"] ?? null]),
  );
}
