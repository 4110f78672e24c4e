import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { toFailure, toText } from "./answers.ts";
import type { CrmDatabase } from "./database.ts";

/** Lives as long as the process, so that the failures of flaky_report come in the same order for everyone. */
export interface ReportState {
  reports: number;
}

const FAILS_EVERY = 3;

export function registerReportTools(server: McpServer, database: CrmDatabase, state: ReportState): void {
  server.registerTool(
    "export_summary",
    {
      title: "Export a summary",
      description: "A summary for people to read: numbers by country and the best customers with their contacts.",
      inputSchema: z.object({ top: z.int().min(1).max(50).default(5).describe("How many of the best customers") }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ top }) => toText(renderSummary(database, top)),
  );

  server.registerTool(
    "flaky_report",
    {
      title: "Flaky report",
      description:
        "Revenue by order status. Its back end is unreliable: every third call fails, a repeated one succeeds.",
      inputSchema: z.object({}),
      outputSchema: z.object({ revenue: z.record(z.string(), z.number()), orders: z.int() }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () => {
      state.reports += 1;
      if (state.reports % FAILS_EVERY === 0) {
        return toFailure("Cannot build the report: the reporting back end did not answer, call again");
      }
      const orders = database.listOrders({ afterId: 0, limit: 1_000_000 });
      const cents: Record<string, number> = {};
      for (const order of orders) cents[order.status] = (cents[order.status] ?? 0) + Math.round(order.total * 100);
      const revenue = Object.fromEntries(Object.entries(cents).map(([status, sum]) => [status, sum / 100]));
      const report = { revenue, orders: orders.length };
      return { content: [{ type: "text", text: JSON.stringify(report) }], structuredContent: report };
    },
  );
}

function renderSummary(database: CrmDatabase, top: number): string {
  const customers = database.listCustomers(0, 1_000_000);
  const centsOf = new Map<number, number>();
  for (const order of database.listOrders({ afterId: 0, limit: 1_000_000 })) {
    centsOf.set(order.customer_id, (centsOf.get(order.customer_id) ?? 0) + Math.round(order.total * 100));
  }
  const byCountry = Map.groupBy(customers, (customer) => customer.address.country);
  const countries = [...byCountry.keys()].sort().map((country) => `  ${country}: ${byCountry.get(country)?.length}`);
  const best = [...customers]
    .sort((a, b) => (centsOf.get(b.id) ?? 0) - (centsOf.get(a.id) ?? 0) || a.id - b.id)
    .slice(0, top)
    .map((customer, index) => {
      const spent = ((centsOf.get(customer.id) ?? 0) / 100).toFixed(2);
      return `  ${index + 1}. ${customer.name}, ${customer.email}, ${customer.phone}: EUR ${spent}`;
    });
  return [`${customers.length} customers`, ...countries, `Best ${best.length}:`, ...best].join("\n");
}
