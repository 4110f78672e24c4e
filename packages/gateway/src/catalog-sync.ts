import { join } from "node:path";
import type { ToolCatalog } from "@sluice/catalog";
import { type Codegen, createEvent, type EventBus, type Upstream, type UpstreamChange } from "@sluice/contracts";
import { isBuiltIn, type Log } from "@sluice/engine";

/** How long a first search waits for servers that were never listed. */
const FIRST_LIST_MS = 15_000;
const SAVE_AFTER_MS = 2_000;
const SNAPSHOT_FILE = "catalog.snapshot";

export interface CatalogSyncParts {
  readonly upstream: Upstream;
  readonly catalog: ToolCatalog;
  readonly codegen: Codegen;
  readonly events: EventBus;
  readonly log: Log;
  readonly dataDir: string;
  readonly wash: (text: string) => string;
}

export interface CatalogSync {
  /** Connects servers that were never listed and waits for them, within bounds; one that fails costs its own tools only. */
  ensureListed(signal?: AbortSignal): Promise<void>;
  /** Writes what is new, and waits for what is being written. Idempotent. */
  close(): Promise<void>;
}

/** Carries what upstream servers offer into the catalog, the typed APIs and the events; remembers it over restarts. */
export function syncCatalog(parts: CatalogSyncParts): CatalogSync {
  const { upstream, log } = parts;
  const listed = restore(parts);
  const snapshot = new SnapshotSaver(parts);
  /** Waited for once in vain: their tools come when they come. */
  const late = new Set<string>();
  const writing = new Set<Promise<void>>();
  let pending: Promise<void> | undefined;

  const stop = upstream.onChange((change) => {
    try {
      const written = applyChange(parts, change)?.finally(() => writing.delete(written as Promise<void>));
      if (written !== undefined) writing.add(written);
      if (change.kind !== "tools") return;
      listed.add(change.server.name);
      snapshot.touch();
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
      await Promise.all([snapshot.close(), ...writing]);
    },
  };
}

/** Tools as they were when the gateway last ran: searched at once, connected on first use. @returns servers it knows */
function restore({ catalog, codegen, upstream, dataDir, log }: CatalogSyncParts): Set<string> {
  const outcome = catalog.loadSnapshot(join(dataDir, SNAPSHOT_FILE));
  if (outcome.kind === "ignored") {
    log.info("the catalog is built anew", { reason: outcome.reason });
    return new Set();
  }
  const configured = new Set(upstream.servers().map((status) => status.server));
  const known = new Set<string>();
  for (const { name } of catalog.servers()) {
    if (isBuiltIn(name)) continue;
    if (!configured.has(name)) {
      catalog.removeServer(name);
      continue;
    }
    codegen.setServer(name, catalog.entriesOf(name));
    known.add(name);
  }
  return known;
}

/** @returns what is still being written because of it */
function applyChange(
  { catalog, codegen, events, log, wash }: CatalogSyncParts,
  change: UpstreamChange,
): Promise<void> | undefined {
  if (change.kind === "connected") {
    const { server, era, tools, durationMs } = change;
    events.publish(createEvent("server.connected", { server: server.name, era, tools, durationMs }));
    return undefined;
  }
  if (change.kind === "disconnected") {
    const { server, retryInMs } = change;
    const reason = wash(change.reason);
    log.warn("upstream server disconnected", { server, reason });
    events.publish(
      createEvent("server.disconnected", { server, reason, ...(retryInMs === undefined ? {} : { retryInMs }) }),
    );
    return undefined;
  }
  const { server, tools } = change;
  const diff = catalog.replaceServer(server, tools);
  codegen.setServer(server.name, tools);
  const warnings = [...change.warnings, ...(diff.warnings ?? [])].map(wash);
  for (const warning of warnings) log.warn("tool list", { server: server.name, warning });
  const counts = { added: diff.added.length, removed: diff.removed.length, changed: diff.changed.length };
  if (counts.added + counts.removed + counts.changed === 0) return undefined;
  events.publish(
    createEvent("catalog.changed", {
      server: server.name,
      ...counts,
      total: tools.length,
      ...(warnings.length === 0 ? {} : { warnings }),
    }),
  );
  return codegen
    .writeServer(server, tools)
    .then(() => undefined)
    .catch((error: unknown) =>
      log.warn("cannot write the generated API", { server: server.name, error: String(error) }),
    );
}

/** Writes the snapshot a while after the last change. */
class SnapshotSaver {
  readonly #parts: CatalogSyncParts;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: CatalogSyncParts) {
    this.#parts = parts;
  }

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS).unref();
  }

  async close(): Promise<void> {
    if (this.#timer !== undefined) this.#save();
    await this.#saving;
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { catalog, dataDir, log } = this.#parts;
    this.#saving = this.#saving
      .then(() => catalog.saveSnapshot(join(dataDir, SNAPSHOT_FILE)))
      .catch((error: unknown) => log.warn("cannot save the catalog", { error: String(error) }));
  }
}
