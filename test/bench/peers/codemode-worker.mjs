// @cloudflare/codemode as a Worker uses it: an executor on the Worker Loader, tools of an MCP server as functions.
// A Durable Object holds the MCP client, since only there a connection outlives a request.
import { DurableObject } from "cloudflare:workers";
import { DynamicWorkerExecutor, resolveProvider } from "@cloudflare/codemode";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/cfworker";

export class CodeHost extends DurableObject {
  #executor = new DynamicWorkerExecutor({ loader: this.env.LOADER });
  #provider;

  async fetch(request) {
    const code = await request.text();
    if (code === "") return Response.json({ result: null });
    this.#provider ??= await this.#connect();
    return Response.json(await this.#executor.execute(code, [this.#provider]));
  }

  async #connect() {
    // Workers may not compile code, so the SDK's default validator cannot run here.
    const client = new Client(
      { name: "bench", version: "1.0.0" },
      { jsonSchemaValidator: new CfWorkerJsonSchemaValidator() },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(this.env.MCP_URL)));
    const { tools } = await client.listTools();
    const execute = (name) => async (args) => {
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
      if (isError) throw new Error(content[0]?.text ?? "the tool failed");
      return structuredContent ?? content[0]?.text;
    };
    return resolveProvider({
      name: "everything",
      tools: Object.fromEntries(tools.map(({ name, description }) => [name, { description, execute: execute(name) }])),
    });
  }
}

// biome-ignore lint/style/noDefaultExport: what a Worker is
export default {
  fetch: (request, env) => env.HOST.get(env.HOST.idFromName("bench")).fetch(request),
};
