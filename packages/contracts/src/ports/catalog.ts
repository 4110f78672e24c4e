import type { ServerEntry, ToolEntry } from "../tool.ts";

export interface SearchFilter {
  readonly server?: string;
  readonly kind?: ToolEntry["kind"];
  readonly readOnly?: boolean;
  readonly limit: number;
  /** Entries it refuses are neither shown nor counted. */
  readonly isVisible?: (entry: ToolEntry) => boolean;
  /** Mild prior in 0..1, such as past use. */
  readonly boost?: (entry: ToolEntry) => number;
}

export interface SearchHit {
  readonly entry: ToolEntry;
  /** 0..1, best first. */
  readonly score: number;
}

export interface CatalogDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** What was cut, cleaned or left out of what the server listed. */
  readonly warnings?: readonly string[];
}

export interface Catalog {
  /** Replaces all tools of one server; touches only what differs by digest. */
  replaceServer(server: ServerEntry, entries: readonly ToolEntry[]): CatalogDiff;
  removeServer(server: string): CatalogDiff;
  get(address: string): ToolEntry | undefined;
  server(name: string): ServerEntry | undefined;
  servers(): readonly ServerEntry[];
  entriesOf(server: string): readonly ToolEntry[];
  readonly size: number;
  /** A list of queries is one search a step; results are merged so that each step is covered. */
  search(
    query: string | readonly string[],
    filter: SearchFilter,
  ): { readonly hits: readonly SearchHit[]; readonly total: number };
  /** Addresses nearest in spelling, best first. */
  suggest(address: string, limit: number, isVisible?: (entry: ToolEntry) => boolean): readonly string[];
}
