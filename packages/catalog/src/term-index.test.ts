import { describe, expect, test } from "vitest";
import { OramaIndex } from "./orama-index.ts";
import { fieldNames, type ToolDocument } from "./tool-document.ts";

const toDocument = (slot: number, description: string): ToolDocument => ({
  ...(Object.fromEntries(fieldNames.map((name) => [name, ""])) as Omit<ToolDocument, "id">),
  id: String(slot),
  description,
});

describe("TermIndex", () => {
  test("compact() keeps the postings, counts and order of every living term", () => {
    const index = new OramaIndex(40);
    index.insert(toDocument(1, "dead words only here"));
    index.insert(toDocument(2, "alpha beta alpha"));
    index.insert(toDocument(3, "beta gamma"));
    index.remove(1);
    const compact = index.terms.compact();
    expect(compact.terms.sort()).toEqual(["=alpha", "=beta", "=gamma", "alpha", "beta", "gamma"]);
    for (const term of ["alpha", "beta", "gamma"]) {
      const [before, after] = [index.terms, compact].map((one) => {
        const id = one.idOf(term) as number;
        const start = one.postings.starts[id] as number;
        const length = one.postings.lengths[id] as number;
        return [one.slotCounts[id], [...one.postings.data.subarray(start, start + length)]];
      });
      expect(after).toEqual(before);
    }
    expect(compact.deadTerms).toBe(0);
    expect(compact.slots).toBe(2);
  });

  test("remove() keeps the vocabulary bounded, however often a server invents new words", () => {
    const index = new OramaIndex(40);
    index.insert(toDocument(1, "a tool that stays"));
    for (let round = 0; round < 1_000; round += 1) {
      const words = Array.from({ length: 40 }, (_, at) => `w${round}n${at}`).join(" ");
      index.insert(toDocument(2, words));
      index.remove(2);
    }
    expect(index.terms.terms.length).toBeLessThan(25_000);
    expect(index.terms.idOf("tool")).toBeDefined();
  });
});
