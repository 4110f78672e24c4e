import {
  type Catalog,
  type Codegen,
  createEvent,
  type EventBus,
  type Upstream,
  type UpstreamChange,
} from "@sluice/contracts";
import type { Log } from "@sluice/engine";

/** How long a first search waits for servers that were never listed. */
const FIRST_LIST_MS = 15_000;

export interface CatalogSync {
  /** Connects servers that were never listed and waits for them, within bounds; one that fails costs its own tools only. */
  ensureListed(signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Carries what upstream servers offer into the catalog, the typed APIs and the events. */
export function syncCatalog(parts: {
  upstream: Upstream;
  catalog: Catalog;
  codegen: Codegen;
  events: EventBus;
  log: Log;
}): CatalogSync {
  const { upstream, catalog, codegen, events, log } = parts;
  const listed = new Set<string>();
  let pending: Promise<void> | undefined;

  const apply = (change: UpstreamChange): void => {
    if (change.kind === "connected") {
      const { server, era, durationMs } = change;
      const tools = upstream.servers().find((status) => status.server === server.name)?.tools ?? 0;
      events.publish(createEvent("server.connected", { server: server.name, era, tools, durationMs }));
      return;
    }
    if (change.kind === "disconnected") {
      const { server, reason, retryInMs } = change;
      log.warn("upstream server disconnected", { server, reason });
      events.publish(
        createEvent("server.disconnected", { server, reason, ...(retryInMs === undefined ? {} : { retryInMs }) }),
      );
      return;
    }
    const { server, tools, warnings } = change;
    listed.add(server.name);
    const diff = catalog.replaceServer(server, tools);
    codegen.setServer(server.name, tools);
    for (const warning of warnings) log.warn("tool list", { server: server.name, warning });
    const counts = { added: diff.added.length, removed: diff.removed.length, changed: diff.changed.length };
    if (counts.added + counts.removed + counts.changed === 0) return;
    events.publish(
      createEvent("catalog.changed", {
        server: server.name,
        ...counts,
        total: tools.length,
        ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
      }),
    );
    codegen
      .writeServer(server, tools)
      .catch((error: unknown) =>
        log.warn("cannot write the generated API", { server: server.name, error: String(error) }),
      );
  };
  const stop = upstream.onChange((change) => {
    try {
      apply(change);
    } catch (error) {
      log.error("cannot take over a change of an upstream server", { kind: change.kind, error: String(error) });
    }
  });

  async function listMissing(): Promise<void> {
    const missing = upstream.servers().filter((status) => !listed.has(status.server) && status.state === "idle");
    const all = Promise.allSettled(missing.map((status) => upstream.connect(status.server)));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, FIRST_LIST_MS).unref())]);
  }

  return {
    async ensureListed(signal) {
      if (
        upstream.servers().every((status) => listed.has(status.server) || status.state !== "idle") &&
        pending === undefined
      )
        return;
      pending ??= listMissing().finally(() => {
        pending = undefined;
      });
      const aborted = new Promise<void>((resolve) =>
        signal?.addEventListener("abort", () => resolve(), { once: true }),
      );
      await (signal === undefined ? pending : Promise.race([pending, aborted]));
    },
    close: stop,
  };
}
