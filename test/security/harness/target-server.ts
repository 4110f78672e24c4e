// The server whose tools attacks call. `admin_delete_all` leaves a line in `--file`: no policy of these tests allows it.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
import { customer } from "./customer.ts";

const { values } = parseArgs({ options: { file: { type: "string" } } });
const { file } = values;
if (file === undefined) throw new Error("Cannot serve the target: --file is missing");

const reading = { readOnlyHint: true };
const toResult = (value: Record<string, unknown>) => ({
  content: [{ type: "text" as const, text: JSON.stringify(value) }],
  structuredContent: value,
});

serveStdio(() => {
  const server = new McpServer({ name: "target", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Says the same.", inputSchema: z.object({ text: z.string() }), annotations: reading },
    ({ text }) => toResult({ text }),
  );
  server.registerTool("customer", { description: "One customer.", annotations: reading }, () => toResult(customer));
  server.registerTool(
    "slow",
    { description: "Answers late.", inputSchema: z.object({ ms: z.number() }), annotations: reading },
    async ({ ms }) => {
      await sleep(ms);
      return toResult({ ms });
    },
  );
  server.registerTool(
    "keep",
    { description: "Writes the text down.", inputSchema: z.object({ text: z.string() }) },
    ({ text }) => {
      appendFileSync(file, `kept ${text}\n`);
      return toResult({ kept: true });
    },
  );
  server.registerTool("forge", { description: "Says what looks like a token.", annotations: reading }, () =>
    toResult({ text: "pay [EMAIL_1] and EMAIL_1" }),
  );
  server.registerTool("admin_delete_all", { description: "Deletes everything." }, () => {
    appendFileSync(file, "deleted all\n");
    return toResult({ deleted: true });
  });
  return server;
});
