import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Catalog, CatalogDiff, SearchFilter, SearchHit, ServerEntry, ToolEntry } from "@sluice/contracts";
import { cleanEntries } from "./clean-entries.ts";
import { type ExactMatch, ExactNames } from "./exact-names.ts";
import { mergeSteps } from "./merge-steps.ts";
import { defaultWeights, type RankingWeights } from "./ranking-weights.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import { suggestAddresses } from "./suggest-addresses.ts";
import { ToolSearch } from "./tool-search.ts";
import { WordVectors } from "./word-vectors.ts";

export interface CatalogOptions {
  /** @default the table that comes with the package */
  readonly vectors?: WordVectors | "none";
  readonly weights?: Partial<RankingWeights>;
}

/** What became of a snapshot. Whatever is wrong with one, the catalog works without it. */
export type SnapshotOutcome =
  | { readonly kind: "loaded"; readonly tools: number; readonly servers: number }
  | { readonly kind: "ignored"; readonly reason: string };

export interface ToolCatalog extends Catalog {
  /** Writes all servers, tools and the index to one file, atomically. */
  saveSnapshot(path: string): Promise<void>;
  /** Only into an empty catalog. Never throws: what cannot be used is ignored, with the reason. */
  loadSnapshot(path: string): SnapshotOutcome;
}

const vectorsPath = fileURLToPath(new URL("../data/word-vectors.q8", import.meta.url));
const word = /[\p{L}\p{N}]/u;
const maxSteps = 20;
const stepDepth = 60;

export function createCatalog(options: CatalogOptions = {}): ToolCatalog {
  return new MemoryCatalog(options);
}

class MemoryCatalog implements ToolCatalog {
  readonly #search: ToolSearch;
  readonly #slots = new Map<string, number>();
  readonly #bySlot: (ToolEntry | undefined)[] = [undefined];
  readonly #free: number[] = [];
  readonly #servers = new Map<string, ServerEntry>();
  readonly #byServer = new Map<string, ReadonlyMap<string, ToolEntry>>();
  readonly #names = new ExactNames();

  constructor(options: CatalogOptions) {
    const vectors =
      options.vectors === "none" ? undefined : (options.vectors ?? new WordVectors(readFileSync(vectorsPath)));
    this.#search = new ToolSearch({ ...defaultWeights, ...options.weights }, vectors);
  }

  get size(): number {
    return this.#slots.size;
  }

  replaceServer(server: ServerEntry, listed: readonly ToolEntry[]): CatalogDiff {
    const { entries, warnings } = cleanEntries(server.name, listed);
    const before = this.#byServer.get(server.name) ?? new Map<string, ToolEntry>();
    const known = this.#servers.get(server.name);
    const isRenamed = known !== undefined && searchText(known) !== searchText(server);
    this.#servers.set(server.name, server);
    this.#byServer.set(server.name, entries);
    this.#names.addServer(server.name);
    const removed = [...before.keys()].filter((address) => !entries.has(address));
    for (const address of removed) this.#drop(address);
    const added: string[] = [];
    const changed: string[] = [];
    for (const [address, entry] of entries) {
      const old = before.get(address);
      const isSame = old?.digest === entry.digest;
      if (isSame && !isRenamed) continue;
      if (old !== undefined) this.#drop(address);
      this.#put(entry, server);
      if (old === undefined) added.push(address);
      else if (!isSame) changed.push(address);
    }
    return { added, removed, changed, ...(warnings.length === 0 ? {} : { warnings }) };
  }

  removeServer(name: string): CatalogDiff {
    const removed = [...(this.#byServer.get(name)?.keys() ?? [])];
    for (const address of removed) this.#drop(address);
    this.#byServer.delete(name);
    this.#servers.delete(name);
    this.#names.removeServer(name);
    return { added: [], removed, changed: [] };
  }

  get(address: string): ToolEntry | undefined {
    const slot = this.#slots.get(address);
    return slot === undefined ? undefined : this.#bySlot[slot];
  }

  server(name: string): ServerEntry | undefined {
    return this.#servers.get(name);
  }

  servers(): readonly ServerEntry[] {
    return [...this.#servers.values()];
  }

  entriesOf(server: string): readonly ToolEntry[] {
    return [...this.#addressesOf(server)].flatMap((address) => this.get(address) ?? []);
  }

  search(
    query: string | readonly string[],
    filter: SearchFilter,
  ): { readonly hits: readonly SearchHit[]; readonly total: number } {
    const steps = (typeof query === "string" ? [query] : query).filter((step) => word.test(step)).slice(0, maxSteps);
    const [first] = steps;
    if (first === undefined) return this.#list(filter);
    if (steps.length < 2) return this.#searchOne(first, filter);
    const deep = { ...filter, limit: Math.max(stepDepth, filter.limit) };
    const results = steps.map((step) => this.#searchOne(step, deep));
    const whole = this.#rank(steps.join("\n"), deep);
    const lists = results.map((result) => result.hits).filter((hits) => hits.length > 0);
    const found = new Set(lists.flatMap((hits) => hits.map((hit) => hit.entry.address)));
    return {
      hits: mergeSteps(lists, whole.hits, filter.limit),
      total: Math.max(found.size, ...results.map((result) => result.total)),
    };
  }

  suggest(address: string, limit: number, isVisible: (entry: ToolEntry) => boolean = () => true): readonly string[] {
    const entries = this.#bySlot.filter((entry) => entry !== undefined);
    return suggestAddresses(address, entries, limit, isVisible);
  }

  async saveSnapshot(path: string): Promise<void> {
    await writeSnapshot(path, this.#search.fingerprint, {
      servers: [...this.#servers.values()],
      entries: this.#bySlot,
      index: this.#search.save(),
    });
  }

  loadSnapshot(path: string): SnapshotOutcome {
    if (this.#servers.size > 0) return { kind: "ignored", reason: "the catalog is not empty" };
    const found = readSnapshot(path, this.#search.fingerprint);
    if (found.kind === "ignored") return found;
    const { servers, entries, index } = found.content;
    this.#search.load(index);
    for (const server of servers) {
      this.#servers.set(server.name, server);
      this.#names.addServer(server.name);
      this.#byServer.set(server.name, new Map());
    }
    for (let slot = 1; slot < entries.length; slot += 1) {
      const entry = entries[slot];
      this.#bySlot[slot] = entry;
      if (entry === undefined) {
        this.#free.push(slot);
        continue;
      }
      this.#slots.set(entry.address, slot);
      this.#names.add(entry);
      (this.#byServer.get(entry.server) as Map<string, ToolEntry>).set(entry.address, entry);
    }
    return { kind: "loaded", tools: this.size, servers: servers.length };
  }

  #searchOne(query: string, filter: SearchFilter): { readonly hits: readonly SearchHit[]; readonly total: number } {
    const exact = this.#names.find(query);
    const named = exact === undefined ? [] : this.#entriesNamed(exact).filter((entry) => isAccepted(entry, filter));
    const firsts = named.slice(0, filter.limit).map((entry) => ({ entry, score: 1 }));
    if (exact !== undefined && exact.kind !== "name" && named.length > 0) return { hits: firsts, total: named.length };
    const { hits, total } = this.#rank(query, filter);
    const rest = hits.filter((hit) => !named.includes(hit.entry));
    return { hits: [...firsts, ...rest].slice(0, filter.limit), total: Math.max(total, named.length) };
  }

  /** For `*` or nothing as the query: all that a filter leaves, and nothing where there is none. */
  #list(filter: SearchFilter): { readonly hits: readonly SearchHit[]; readonly total: number } {
    if (filter.server === undefined && filter.kind === undefined) return { hits: [], total: 0 };
    const entries = filter.server === undefined ? this.#bySlot : this.entriesOf(filter.server);
    const listed = entries
      .flatMap((entry) => (entry !== undefined && isAccepted(entry, filter) ? [entry] : []))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
    return { hits: listed.slice(0, filter.limit).map((entry) => ({ entry, score: 1 })), total: listed.length };
  }

  #addressesOf(server: string): Iterable<string> {
    return this.#byServer.get(server)?.keys() ?? [];
  }

  #entriesNamed(exact: ExactMatch): ToolEntry[] {
    if (exact.kind === "server") return exact.servers.flatMap((server) => this.entriesOf(server));
    return exact.addresses.flatMap((address) => this.get(address) ?? []);
  }

  #rank(query: string, filter: SearchFilter): { readonly hits: readonly SearchHit[]; readonly total: number } {
    const { boost } = filter;
    const { ranked, total } = this.#search.search(query, {
      limit: filter.limit,
      accepts: (slot) => isAccepted(this.#bySlot[slot] as ToolEntry, filter),
      ...(boost === undefined ? {} : { boost: (slot: number) => boost(this.#bySlot[slot] as ToolEntry) }),
    });
    const hits = ranked.map(({ slot, score }) => ({ entry: this.#bySlot[slot] as ToolEntry, score }));
    // Slots are reused, so equal scores are ordered by what stays: the address.
    hits.sort((a, b) => b.score - a.score || (a.entry.address < b.entry.address ? -1 : 1));
    return { hits, total };
  }

  #put(entry: ToolEntry, server: ServerEntry): void {
    const slot = this.#free.pop() ?? this.#bySlot.length;
    this.#bySlot[slot] = entry;
    this.#slots.set(entry.address, slot);
    this.#names.add(entry);
    this.#search.insert(slot, entry, server);
  }

  #drop(address: string): void {
    const slot = this.#slots.get(address);
    if (slot === undefined) return;
    this.#search.remove(slot);
    this.#names.remove(this.#bySlot[slot] as ToolEntry);
    this.#slots.delete(address);
    this.#bySlot[slot] = undefined;
    this.#free.push(slot);
  }
}

function isAccepted(entry: ToolEntry, filter: SearchFilter): boolean {
  if (filter.server !== undefined && entry.server !== filter.server) return false;
  if (filter.kind !== undefined && entry.kind !== filter.kind) return false;
  if (filter.readOnly === true && entry.annotations.readOnlyHint !== true) return false;
  return filter.isVisible?.(entry) ?? true;
}

/** What of a server is in the index of each of its tools. */
function searchText(server: ServerEntry): string {
  return JSON.stringify([server.title, server.description, server.instructions]);
}
