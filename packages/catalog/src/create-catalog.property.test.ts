import { createToolEntry, type ToolEntry } from "@sluice/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCatalog } from "./create-catalog.ts";

const vocabulary = ["create", "issue", "file", "read", "write", "weather", "list", "customer", "order", "send", "mail"];
const text = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 6 }).map((words) => words.join(" "));
const tools = fc.uniqueArray(fc.record({ name: fc.constantFrom("a1", "b2", "c3", "d4", "e5"), description: text }), {
  selector: (tool) => tool.name,
});
const change = fc.record({ server: fc.constantFrom("x", "y", "z"), tools: fc.option(tools, { nil: undefined }) });

const toEntries = (server: string, list: readonly { name: string; description: string }[]): ToolEntry[] =>
  list.map((tool) => createToolEntry(server, { ...tool, inputSchema: {}, annotations: {} }));

describe("createCatalog()", () => {
  test("createCatalog() answers after any changes as a catalog built anew does", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), text, (changes, query) => {
        const catalog = createCatalog({ vectors: "none" });
        const state = new Map<string, ToolEntry[]>();
        for (const { server, tools: list } of changes) {
          if (list === undefined) {
            catalog.removeServer(server);
            state.delete(server);
          } else {
            const entries = toEntries(server, list);
            catalog.replaceServer({ name: server }, entries);
            state.set(server, entries);
          }
        }
        const fresh = createCatalog({ vectors: "none" });
        for (const [name, entries] of state) fresh.replaceServer({ name }, entries);
        const show = (one: typeof catalog) => {
          const { hits, total } = one.search(query, { limit: 50 });
          return [total, hits.map((hit) => `${hit.score.toFixed(4)} ${hit.entry.address} ${hit.entry.digest}`).sort()];
        };
        expect(catalog.size).toBe(fresh.size);
        expect(show(catalog)).toEqual(show(fresh));
      }),
      { numRuns: 60 },
    );
  });

  test("search() never throws, whatever the query, and scores fall from at most 1", () => {
    const catalog = createCatalog({ vectors: "none" });
    catalog.replaceServer({ name: "x" }, toEntries("x", [{ name: "read_file", description: "Read a file" }]));
    const query = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string(), { maxLength: 4 }), text);
    fc.assert(
      fc.property(query, (given) => {
        const { hits, total } = catalog.search(given, { limit: 3 });
        expect(total).toBeGreaterThanOrEqual(hits.length);
        for (const [at, hit] of hits.entries()) {
          expect(hit.score).toBeGreaterThan(0);
          expect(hit.score).toBeLessThanOrEqual(at === 0 ? 1 : (hits[at - 1]?.score ?? 0));
        }
      }),
    );
  });
});
