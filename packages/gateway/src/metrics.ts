import type { Catalog, EventBus, ModelTokens, Sandbox, Upstream } from "@sluice/contracts";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  /** Prometheus text format. */
  print(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

/** Counts from the events, reads the rest when asked. Labels are names of servers, tools' outcomes and codes: never values. */
export function createMetrics(parts: {
  events: EventBus;
  sandbox: Sandbox;
  catalog: Catalog;
  upstream: Upstream;
  tokens: { readonly totals: ModelTokens | undefined };
}): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const runs = new Counter({
    name: "sluice_runs_total",
    help: "Runs by how they ended",
    labelNames: ["outcome"],
    registers,
  });
  const runSeconds = new Histogram({
    name: "sluice_run_seconds",
    help: "Time from admission to answer",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const calls = new Counter({
    name: "sluice_tool_calls_total",
    help: "Tool calls by server and outcome",
    labelNames: ["server", "outcome"],
    registers,
  });
  const events = new Counter({ name: "sluice_events_total", help: "Events by type", labelNames: ["type"], registers });
  const limits = new Counter({
    name: "sluice_limits_exceeded_total",
    help: "Runs ended by a limit",
    labelNames: ["limit"],
    registers,
  });
  new Gauge({
    name: "sluice_sandbox_processes",
    help: "Sandbox processes by state",
    labelNames: ["state"],
    registers,
    collect() {
      const { idle, busy, queued } = parts.sandbox.stats();
      this.set({ state: "idle" }, idle);
      this.set({ state: "busy" }, busy);
      this.set({ state: "queued" }, queued);
    },
  });
  new Gauge({
    name: "sluice_catalog_entries",
    help: "Tools and skills in the catalog",
    registers,
    collect() {
      this.set(parts.catalog.size);
    },
  });
  new Gauge({
    name: "sluice_upstream_connected",
    help: "1 where an upstream server is connected",
    labelNames: ["server"],
    registers,
    collect() {
      for (const { server, state } of parts.upstream.servers()) this.set({ server }, state === "connected" ? 1 : 0);
    },
  });
  new Gauge({
    name: "sluice_resident_memory_bytes",
    help: "Memory of the gateway process",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });

  new Counter({
    name: "sluice_model_tokens_total",
    help: "Model tokens of runs (o200k_base): through Sluice, and what the same calls had cost directly",
    labelNames: ["way", "part"],
    registers,
    collect() {
      this.reset();
      for (const way of ["direct", "sluice"] as const) {
        const { total: _sum, ...counts } = parts.tokens.totals?.[way] ?? { total: 0 };
        for (const [part, count] of Object.entries(counts)) this.inc({ way, part }, count);
      }
    },
  });

  const stop = parts.events.subscribe((event) => {
    events.inc({ type: event.type });
    const data = event.data as { server?: string; durationMs?: number; limit?: string };
    switch (event.type) {
      case "run.completed":
      case "run.failed":
        runs.inc({ outcome: event.type.slice(4) });
        runSeconds.observe((data.durationMs ?? 0) / 1000);
        break;
      case "run.waiting":
        runs.inc({ outcome: "waiting" });
        break;
      case "limit.exceeded":
        limits.inc({ limit: data.limit ?? "" });
        break;
      case "tool.called":
      case "tool.failed":
      case "tool.denied":
        calls.inc({ server: data.server ?? "", outcome: event.type.slice(5) });
        break;
      default:
        break;
    }
  });
  return { print: () => registry.metrics(), contentType: registry.contentType, close: stop };
}
