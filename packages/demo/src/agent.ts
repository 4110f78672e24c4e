import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createLedger, type Ledger } from "./tokens.ts";

export interface Reply {
  readonly text: string;
  readonly data: Record<string, unknown>;
}

/** A real MCP client; its ledger counts what passes through the model's context. */
export interface Agent {
  readonly era: string;
  readonly ledger: Ledger;
  readonly toolListTokens: number;
  call(tool: string, args: Record<string, unknown>): Promise<Reply>;
  close(): Promise<void>;
}

export async function connectAgent(url: string): Promise<Agent> {
  const client = new Client({ name: "demo-agent", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)));
  const ledger = createLedger();
  ledger.add(JSON.stringify((await client.listTools()).tools));
  const toolListTokens = ledger.total;
  return {
    era: client.getNegotiatedProtocolVersion() ?? "unknown",
    ledger,
    toolListTokens,
    async call(name, args) {
      ledger.add(JSON.stringify(args));
      const result = await client.callTool({ name, arguments: args });
      const text = (result.content as { type: string; text?: string }[]).map((part) => part.text ?? "").join("\n");
      ledger.add(text);
      return { text, data: (result.structuredContent ?? {}) as Record<string, unknown> };
    },
    close: () => client.close(),
  };
}
