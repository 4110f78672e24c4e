// Lists tool definitions that real servers once listed, each server under a path of its own, and answers calls with the
// least value that the tool's output schema accepts. Prints {"servers":{name:url}}.
import { createServer, type IncomingMessage } from "node:http";
import { parseArgs } from "node:util";
import { makeTools } from "./harness/made-tools.ts";
import { type Definition, readToolFolder } from "./harness/tool-folder.ts";

const PAGE = 100;
const { values } = parseArgs({ options: { folder: { type: "string" }, tools: { type: "string" } } });
const wanted = values.tools === undefined ? Number.POSITIVE_INFINITY : Number(values.tools);
const lists = cut(values.folder === undefined ? new Map([["made", makeTools(wanted)]]) : readToolFolder(values.folder));

const http = createServer(async (request, response) => {
  const tools = lists.get(request.url?.split("/")[1] ?? "");
  if (request.method !== "POST" || tools === undefined) {
    response.writeHead(tools === undefined ? 404 : 405).end();
    return;
  }
  const message = JSON.parse(await readBody(request)) as {
    id?: unknown;
    method: string;
    params?: Record<string, unknown>;
  };
  if (message.id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const result = answer(tools, message.method, message.params ?? {});
  const body = result === undefined ? { error: { code: -32601, message: "Method not found" } } : { result };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...body }));
});
http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const urls = [...lists.keys()].map((name) => [name, `http://127.0.0.1:${port}/${name}/mcp`]);
  process.stdout.write(`${JSON.stringify({ servers: Object.fromEntries(urls) })}\n`);
});

function answer(tools: readonly Definition[], method: string, params: Record<string, unknown>): unknown {
  if (method === "initialize")
    return {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "replay", version: "1.0.0" },
    };
  if (method === "tools/list") {
    const start = Number(params.cursor ?? 0);
    const page = tools.slice(start, start + PAGE);
    return { tools: page, ...(start + PAGE < tools.length ? { nextCursor: String(start + PAGE) } : {}) };
  }
  if (method !== "tools/call") return undefined;
  const tool = tools.find(({ name }) => name === params.name);
  if (tool === undefined)
    return { content: [{ type: "text", text: `There is no tool ${params.name}` }], isError: true };
  const value = tool.outputSchema === undefined ? { ok: true, tool: tool.name } : toLeastValue(tool.outputSchema);
  const isStructured = tool.outputSchema !== undefined;
  return {
    content: [{ type: "text", text: JSON.stringify(value) }],
    ...(isStructured ? { structuredContent: value } : {}),
  };
}

function toLeastValue(schema: Record<string, unknown>): unknown {
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [first] = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((part) => (Array.isArray(part) ? part : []));
  if (first !== undefined && schema.type === undefined) return toLeastValue(first as Record<string, unknown>);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "string":
      return "";
    case "number":
    case "integer":
      return Number(schema.minimum ?? 0);
    case "boolean":
      return true;
    case "array":
      return [];
    case "null":
      return null;
    default: {
      const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>;
      const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
      return Object.fromEntries(required.map((name) => [name, toLeastValue(properties[name] ?? {})]));
    }
  }
}

/** No more than was asked for; where there is less, the servers are there a second time under other names. */
function cut(given: ReadonlyMap<string, readonly Definition[]>): Map<string, readonly Definition[]> {
  const kept = new Map<string, readonly Definition[]>();
  let count = 0;
  for (let copy = 1; count < wanted && (copy === 1 || Number.isFinite(wanted)); copy++) {
    for (const [name, tools] of given) {
      const part = tools.slice(0, wanted - count);
      if (part.length > 0) kept.set(copy === 1 ? name : `${name}-${copy}`, part);
      count += part.length;
    }
  }
  return kept;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}
