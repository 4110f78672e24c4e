import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { countTokens } from "./tokens.ts";

export interface DirectServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface DirectCost {
  readonly tools: number;
  readonly definitionTokens: number;
  readonly resultTokens: number;
  readonly calls: number;
}

/** The same job without Sluice: every definition and every page of results in the model's context. */
export async function measureDirectWay(servers: readonly DirectServer[], report: string): Promise<DirectCost> {
  let definitionTokens = 0;
  let tools = 0;
  let resultTokens = countTokens(report);
  let calls = 2;
  for (const server of servers) {
    const client = new Client({ name: "direct", version: "1.0.0" });
    await client.connect(new StdioClientTransport({ ...server, args: [...server.args], stderr: "ignore" }));
    try {
      const listed = (await client.listTools()).tools;
      tools += listed.length;
      definitionTokens += countTokens(JSON.stringify(listed));
      if (server.name !== "crm") continue;
      for (const tool of ["list_customers", "list_orders"]) {
        let cursor: string | undefined;
        do {
          const result = await client.callTool({
            name: tool,
            arguments: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
          });
          resultTokens += countTokens(JSON.stringify(result.content));
          calls += 1;
          cursor = (result.structuredContent as { next_cursor: string | null }).next_cursor ?? undefined;
        } while (cursor !== undefined);
      }
    } finally {
      await client.close();
    }
  }
  return { tools, definitionTokens, resultTokens, calls };
}
