import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { openTestGateway } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const policies = {
  "readers.yaml": `name: readers
match: { principals: ["*"] }
tools:
  - deny: offers.read_resource
    args: { uri: "image://**" }
    reason: No pictures
  - allow: "offers.*"
`,
};

describe("a gateway in front of a server with resources and prompts", () => {
  test("they are found by name, typed, called from code, and governed like tools", async () => {
    await using gateway = await openTestGateway({ servers: { offers: toFixture("offers") }, policies });
    const client = connectSurface(gateway.url);
    const found = await client.search("readme: how to begin");
    expect(found[0]).toMatchObject({ address: "offers.read_resource" });
    expect((await client.search("summarize a text")).map(({ address }) => address)).toContain("offers.get_prompt");
    const answer = await client.run(`
const { resources } = await servers.offers.listResources();
const { numbers } = (await servers.offers.readResource({ uri: "data://numbers" })) as { numbers: number[] };
const { messages } = await servers.offers.getPrompt({ name: "summarize", arguments: { text: "it" } });
let refused = "";
try {
  await servers.offers.readResource({ uri: "image://dot" });
} catch (error) {
  refused = (error as ToolError).code;
}
return { uris: resources.map(({ uri }) => uri).length, numbers, said: messages[0]?.content, refused };`);
    expect(answer.error).toBeUndefined();
    expect(answer.output).toEqual({ uris: 4, numbers: [1, 2, 3], said: "Summarize (short): it", refused: "denied" });
    const wrong = await client.run('return servers.offers.getPrompt({ name: "summarise" })');
    expect(wrong).toMatchObject({ success: false });
    expect(wrong.toolCalls).toEqual([]);
  });

  test("the trace of a request goes on to the servers that its program calls", async () => {
    await using gateway = await openTestGateway({ servers: { offers: toFixture("offers") }, policies });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(gateway.mcpUrl));
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const result = await client.callTool({
      name: "executeCode",
      arguments: { code: "return servers.offers.meta({})" },
      _meta: { traceparent },
    });
    await client.close();
    expect(result.structuredContent).toMatchObject({ success: true, output: { traceparent } });
  });
});
