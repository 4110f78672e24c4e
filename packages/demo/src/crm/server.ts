import { McpServer } from "@modelcontextprotocol/server";
import { registerCustomerTools } from "./customer-tools.ts";
import type { CrmDatabase } from "./database.ts";
import { type ReportState, registerReportTools } from "./report-tools.ts";

/** One server for one connection; the data and the counters outlive it. */
export function createCrmServer(database: CrmDatabase, state: ReportState): McpServer {
  const server = new McpServer(
    { name: "crm", title: "Sample CRM", version: "1.0.0" },
    {
      capabilities: { tools: {} },
      instructions:
        "Customers and orders of an invented shop. Lists are paged: pass next_cursor as cursor until it is null.",
    },
  );
  registerCustomerTools(server, database);
  registerReportTools(server, database, state);
  return server;
}
