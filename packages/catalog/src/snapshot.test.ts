import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createToolEntry } from "@sluice/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCatalog } from "./create-catalog.ts";

const github = { name: "github", title: "GitHub", description: "Code hosting" };
const outputSchema = { type: "object", properties: { id: { type: "number" } } };
const entries = ["create_issue", "list_issues", "merge_pull_request"].map((name, at) =>
  createToolEntry("github", {
    name,
    description: `Tool number ${at} for ${name}`,
    inputSchema: { type: "object", properties: { owner: { type: "string", description: "Who owns it" } } },
    ...(at === 0 ? { outputSchema } : {}),
    annotations: { readOnlyHint: at === 1 },
  }),
);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catalog-"));
  path = join(folder, "deep", "catalog.snapshot");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function saveSample(): Promise<void> {
  const catalog = createCatalog({ vectors: "none" });
  catalog.replaceServer({ name: "gone" }, [createToolEntry("gone", { ...(entries[0] as (typeof entries)[number]) })]);
  catalog.replaceServer(github, entries);
  catalog.removeServer("gone");
  await catalog.saveSnapshot(path);
}

describe("loadSnapshot()", () => {
  test("loadSnapshot() gives back every entry, server and answer of what was saved", async () => {
    await saveSample();
    const catalog = createCatalog({ vectors: "none" });
    expect(catalog.loadSnapshot(path)).toEqual({ kind: "loaded", tools: 3, servers: 1 });
    expect(catalog.entriesOf("github")).toEqual(entries);
    expect({ ...catalog.get("github.create_issue") }).toEqual(entries[0]);
    expect(catalog.server("github")).toEqual(github);
    const fresh = createCatalog({ vectors: "none" });
    fresh.replaceServer(github, entries);
    for (const query of ["merge the pull request", "owner of issues", "github.list_issues"]) {
      expect(catalog.search(query, { limit: 5 })).toEqual(fresh.search(query, { limit: 5 }));
    }
  });

  test("loadSnapshot() leaves a catalog that goes on changing: equal tools are untouched, others replaced", async () => {
    await saveSample();
    const catalog = createCatalog({ vectors: "none" });
    catalog.loadSnapshot(path);
    expect(catalog.replaceServer(github, entries)).toEqual({ added: [], removed: [], changed: [] });
    const added = createToolEntry("github", { ...(entries[0] as (typeof entries)[number]), name: "star_gist" });
    expect(catalog.replaceServer(github, [...entries.slice(1), added])).toEqual({
      added: ["github.star_gist"],
      removed: ["github.create_issue"],
      changed: [],
    });
    expect(catalog.search("star gist", { limit: 1 }).hits[0]?.entry.name).toBe("star_gist");
    expect(catalog.get("github.create_issue")).toBeUndefined();
  });

  test("loadSnapshot() ignores an absent, cut, changed or foreign file, with the reason", async () => {
    const load = () => createCatalog({ vectors: "none" }).loadSnapshot(path);
    expect(load()).toEqual({ kind: "ignored", reason: "there is none" });
    await saveSample();
    const bytes = readFileSync(path);
    for (const broken of [bytes.subarray(0, bytes.length - 3), bytes.subarray(0, 20), Buffer.from("{}"), flip(bytes)]) {
      writeFileSync(path, broken);
      expect(load().kind).toBe("ignored");
    }
    writeFileSync(path, bytes);
    expect(createCatalog({ vectors: "none", weights: { wordsPerField: 10 } }).loadSnapshot(path).kind).toBe("ignored");
    expect(load().kind).toBe("loaded");
  });

  test("loadSnapshot() ignores a snapshot where the catalog has servers already", async () => {
    await saveSample();
    const catalog = createCatalog({ vectors: "none" });
    catalog.replaceServer({ name: "files" }, []);
    expect(catalog.loadSnapshot(path)).toEqual({ kind: "ignored", reason: "the catalog is not empty" });
  });
});

describe("saveSnapshot()", () => {
  test("saveSnapshot() replaces the file whole, for its owner only, and leaves no draft", async () => {
    await saveSample();
    await saveSample();
    expect(readdirSync(join(folder, "deep"))).toEqual(["catalog.snapshot"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("saveSnapshot() that cannot write rejects and leaves no draft", async () => {
    await expect(createCatalog({ vectors: "none" }).saveSnapshot(folder)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

function flip(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 10] = (copy[copy.length - 10] as number) ^ 1;
  return copy;
}
