import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Catalog, CatalogDiff, SearchFilter, SearchHit, ServerEntry, ToolEntry } from "@sluice/contracts";
import { type ExactMatch, ExactNames } from "./exact-names.ts";
import { mergeSteps } from "./merge-steps.ts";
import { defaultWeights, type RankingWeights } from "./ranking-weights.ts";
import { suggestAddresses } from "./suggest-addresses.ts";
import { ToolSearch } from "./tool-search.ts";
import { WordVectors } from "./word-vectors.ts";

export interface CatalogOptions {
  /** @default the table that comes with the package */
  readonly vectors?: WordVectors | "none";
  readonly weights?: Partial<RankingWeights>;
}

const maxSteps = 20;
const stepDepth = 60;
const vectorsPath = fileURLToPath(new URL("../data/word-vectors.q8", import.meta.url));

function readOwnVectors(): WordVectors | undefined {
  return existsSync(vectorsPath) ? WordVectors.read(vectorsPath) : undefined;
}

export function createCatalog(options: CatalogOptions = {}): Catalog {
  return new ToolCatalog(options);
}

class ToolCatalog implements Catalog {
  readonly #search: ToolSearch;
  readonly #entries = new Map<string, ToolEntry>();
  readonly #slots = new Map<string, number>();
  #bySlot: (ToolEntry | undefined)[] = [undefined];
  readonly #free: number[] = [];
  readonly #servers = new Map<string, ServerEntry>();
  readonly #names = new ExactNames();
  readonly #byServer = new Map<string, Map<string, ToolEntry>>();

  constructor(options: CatalogOptions) {
    const vectors = options.vectors === "none" ? undefined : (options.vectors ?? readOwnVectors());
    this.#search = new ToolSearch({ ...defaultWeights, ...options.weights }, vectors);
  }

  get size(): number {
    return this.#entries.size;
  }

  replaceServer(server: ServerEntry, entries: readonly ToolEntry[]): CatalogDiff {
    const before = this.#byServer.get(server.name) ?? new Map<string, ToolEntry>();
    const next = new Map<string, ToolEntry>();
    for (const entry of entries) if (!next.has(entry.address)) next.set(entry.address, entry);
    const added: string[] = [];
    const removed: string[] = [];
    const changed: string[] = [];
    this.#servers.set(server.name, server);
    this.#names.addServer(server.name);
    this.#byServer.set(server.name, next);
    for (const address of before.keys()) {
      if (next.has(address)) continue;
      this.#drop(address);
      removed.push(address);
    }
    for (const [address, entry] of next) {
      const known = before.get(address);
      if (known?.digest === entry.digest) continue;
      if (known !== undefined) this.#drop(address);
      this.#put(entry, server);
      (known === undefined ? added : changed).push(address);
    }
    return { added, removed, changed };
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
    return this.#entries.get(address);
  }
  server(name: string): ServerEntry | undefined {
    return this.#servers.get(name);
  }
  servers(): readonly ServerEntry[] {
    return [...this.#servers.values()];
  }
  entriesOf(server: string): readonly ToolEntry[] {
    return [...(this.#byServer.get(server)?.values() ?? [])];
  }

  search(query: string | readonly string[], filter: SearchFilter): { hits: readonly SearchHit[]; total: number } {
    const steps = (typeof query === "string" ? [query] : query).filter((step) => step.trim() !== "").slice(0, maxSteps);
    if (steps.length < 2) return this.#searchOne(steps[0] ?? "", filter);
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

  #searchOne(query: string, filter: SearchFilter): { hits: SearchHit[]; total: number } {
    const exact = this.#names.find(query);
    const named = exact === undefined ? [] : this.#entriesOf(exact).filter((entry) => isAccepted(entry, filter));
    const isDescribe = exact !== undefined && exact.kind !== "name" && named.length > 0;
    const firsts = named.slice(0, filter.limit).map((entry) => ({ entry, score: 1 }));
    if (isDescribe) return { hits: firsts, total: named.length };
    const { hits, total } = this.#rank(query, filter);
    const rest = hits.filter((hit) => !named.includes(hit.entry));
    return { hits: [...firsts, ...rest].slice(0, filter.limit), total: Math.max(total, firsts.length) };
  }

  #entriesOf(exact: ExactMatch): ToolEntry[] {
    if (exact.kind === "server") return exact.servers.flatMap((server) => this.entriesOf(server));
    return exact.addresses.flatMap((address) => this.#entries.get(address) ?? []);
  }

  #rank(query: string, filter: SearchFilter): { hits: SearchHit[]; total: number } {
    const accepts = (slot: number): boolean => {
      const entry = this.#bySlot[slot];
      return entry !== undefined && isAccepted(entry, filter);
    };
    const { boost } = filter;
    const { ranked, total } = this.#search.search(
      query,
      filter.limit,
      accepts,
      boost === undefined ? undefined : (slot) => boost(this.#bySlot[slot] as ToolEntry),
    );
    return { hits: ranked.map(({ slot, score }) => ({ entry: this.#bySlot[slot] as ToolEntry, score })), total };
  }

  suggest(address: string, limit: number, isVisible: (entry: ToolEntry) => boolean = () => true): readonly string[] {
    return suggestAddresses(address, this.#entries.values(), limit, isVisible);
  }

  #put(entry: ToolEntry, server: ServerEntry): void {
    const slot = this.#free.pop() ?? this.#bySlot.length;
    this.#bySlot[slot] = entry;
    this.#slots.set(entry.address, slot);
    this.#entries.set(entry.address, entry);
    this.#names.add(entry);
    this.#search.insert(slot, entry, server);
  }

  #drop(address: string): void {
    const slot = this.#slots.get(address);
    if (slot === undefined) return;
    this.#search.remove(slot);
    this.#names.remove(this.#bySlot[slot] as ToolEntry);
    this.#slots.delete(address);
    this.#entries.delete(address);
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
