import { createToolEntry, type ToolEntry } from "@sluice/contracts";
import type { ServerTools } from "./search-engines.ts";
import type { EvalQuery, QueryList, ToolSet } from "./search-sets.ts";

export interface Union {
  readonly servers: readonly ServerTools[];
  readonly ids: ReadonlyMap<string, string>;
  readonly lists: readonly QueryList[];
}

/**
 * All sets in one catalog. Servers of equal names are kept apart. A near-duplicate of the right tool is right too:
 * the same name (but for the server's own words in it) with much the same description, or of a server of the same name.
 * Tools that do the same under another name are not known to be right, so figures of one catalog are lower bounds.
 */
export function joinSets(sets: readonly ToolSet[]): Union {
  const servers: ServerTools[] = [];
  const ids = new Map<string, string>();
  const byName = new Map<string, Candidate[]>();
  const candidates = new Map<string, Candidate>();
  const names = new Set<string>();
  for (const set of sets) {
    for (const { server, entries } of set.servers) {
      const name = names.has(server.name) ? `${server.name} ${set.name}` : server.name;
      names.add(name);
      const moved = entries.map((entry) => createToolEntry(name, entry));
      servers.push({ server: { ...server, name }, entries: moved });
      for (const [at, entry] of entries.entries()) {
        const id = toUnionId(set, set.ids.get(entry.address) ?? "");
        ids.set((moved[at] as ToolEntry).address, id);
        const candidate = { id, key: toNameKey(entry), server: toKey(server.name), words: toWords(entry.description) };
        candidates.set(id, candidate);
        byName.set(candidate.key, [...(byName.get(candidate.key) ?? []), candidate]);
      }
    }
  }
  const twinsOf = (id: string): readonly string[] => {
    const own = candidates.get(id);
    if (own === undefined) return [id];
    const twins = byName.get(own.key) ?? [];
    return [id, ...twins.filter((other) => other.id !== id && isTwin(own, other)).map((other) => other.id)];
  };
  const withTwins = (set: ToolSet, query: EvalQuery): EvalQuery => ({
    query: query.query,
    needed: query.needed.map((group) => group.flatMap((id) => twinsOf(toUnionId(set, id)))),
  });
  const lists = sets.flatMap((set) =>
    set.lists.map((list) => ({ name: list.name, queries: list.queries.map((query) => withTwins(set, query)) })),
  );
  return { servers, ids, lists };
}

interface Candidate {
  readonly id: string;
  readonly key: string;
  readonly server: string;
  readonly words: ReadonlySet<string>;
}

/** Share of common words from which two descriptions of equally named tools count as one. */
const leastOverlap = 0.3;

function toUnionId(set: ToolSet, id: string): string {
  return `${set.name}/${id}`;
}

function toWords(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .slice(0, 400)
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  );
}

function toNameKey(entry: ToolEntry): string {
  const spaced = entry.name.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ");
  const serverWords = toWords(entry.server);
  const words = [...toWords(spaced)];
  const own = words.filter((word) => !serverWords.has(word));
  return (own.length === 0 ? words : own).join(" ");
}

/** Both have the same name. */
function isTwin(a: Candidate, b: Candidate): boolean {
  return a.server === b.server || overlap(a.words, b.words) >= leastOverlap;
}

function toKey(text: string): string {
  return [...toWords(text)].join(" ");
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(1, a.size + b.size - common);
}
