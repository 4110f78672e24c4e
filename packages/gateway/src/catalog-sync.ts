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
  /** Waits for what is being written. */
  close(): Promise<void>;
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
  /** Waited for once in vain: their tools come when they come. */
  const late = new Set<string>();
  const writing = new Set<Promise<void>>();
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
    const written = codegen
      .writeServer(server, tools)
      .then(() => undefined)
      .catch((error: unknown) =>
        log.warn("cannot write the generated API", { server: server.name, error: String(error) }),
      )
      .finally(() => writing.delete(written));
    writing.add(written);
  };
  const stop = upstream.onChange((change) => {
    try {
      apply(change);
    } catch (error) {
      log.error("cannot take over a change of an upstream server", { kind: change.kind, error: String(error) });
    }
  });

  /** Also those on their way: somebody else may have asked for them a moment ago. */
  function missingServers(): readonly string[] {
    return upstream
      .servers()
      .filter(({ server, state }) => !listed.has(server) && (state === "idle" || state === "connecting"))
      .map(({ server }) => server)
      .filter((server) => !late.has(server));
  }

  async function listMissing(): Promise<void> {
    const missing = missingServers();
    const all = Promise.allSettled(missing.map((server) => upstream.connect(server)));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, FIRST_LIST_MS).unref())]);
    for (const server of missing) if (!listed.has(server)) late.add(server);
  }

  return {
    async ensureListed(signal) {
      if (pending === undefined && missingServers().length === 0) return;
      pending ??= listMissing().finally(() => {
        pending = undefined;
      });
      const aborted = new Promise<void>((resolve) =>
        signal?.addEventListener("abort", () => resolve(), { once: true }),
      );
      await (signal === undefined ? pending : Promise.race([pending, aborted]));
    },
    async close() {
      stop();
      await Promise.all(writing);
    },
  };
}
