// @utcp/code-mode as its users run it: a library in this process, isolated-vm for the code, @utcp/mcp for the server.
import "@utcp/mcp";
import { CodeModeUtcpClient } from "@utcp/code-mode";
import { serveWork } from "./serve-work.mjs";

const [url] = process.argv.slice(2);
// The MCP plug-in tells every call on the console; a terminal would cost it time.
for (const level of ["log", "info", "warn"]) console[level] = () => undefined;

const client = await CodeModeUtcpClient.create();
await client.registerManual({
  name: "bench",
  call_template_type: "mcp",
  config: { mcpServers: { everything: { transport: "http", url } } },
});

serveWork({
  run: async (body) => {
    const { result, logs } = await client.callToolChain(body);
    if (result === null) throw new Error(`no result: ${logs.join("; ")}`);
    return result;
  },
  close: () => client.close(),
});
