import { createToolEntry, type ServerEntry, type ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCatalog } from "./create-catalog.ts";

const github: ServerEntry = { name: "github", title: "GitHub" };
const files: ServerEntry = { name: "files", description: "Reads and writes local files" };

function tool(server: string, name: string, description: string, readOnlyHint?: boolean): ToolEntry {
  return createToolEntry(server, {
    name,
    description,
    inputSchema: { type: "object", properties: {} },
    annotations: readOnlyHint === undefined ? {} : { readOnlyHint },
  });
}

function createSample() {
  const catalog = createCatalog({ vectors: "none" });
  catalog.replaceServer(github, [
    tool("github", "create_issue", "Open a new issue in a repository", false),
    tool("github", "list_issues", "List the issues of a repository", true),
    tool("github", "merge_pull_request", "Merge a pull request", false),
  ]);
  catalog.replaceServer(files, [
    tool("files", "read_file", "Read the contents of a file", true),
    tool("files", "write_file", "Write text to a file", false),
  ]);
  return catalog;
}

const addresses = (result: { hits: readonly { entry: ToolEntry }[] }) => result.hits.map((hit) => hit.entry.address);

describe("search()", () => {
  test("search() puts the tool whose words match first", () => {
    const catalog = createSample();
    expect(addresses(catalog.search("open a new issue", { limit: 3 }))[0]).toBe("github.create_issue");
    expect(addresses(catalog.search("save text into a file", { limit: 3 }))[0]).toBe("files.write_file");
  });

  test("search() answers an exact address with that tool alone", () => {
    const catalog = createSample();
    for (const query of ["github.create_issue", "github.createIssue", "./servers/github/createIssue.ts"]) {
      const result = catalog.search(query, { limit: 5 });
      expect(addresses(result)).toEqual(["github.create_issue"]);
      expect(result.total).toBe(1);
    }
  });

  test("search() for anything lists what a server or kind has, as far as it may be seen", () => {
    const catalog = createSample();
    const isVisible = (entry: ToolEntry): boolean => entry.name !== "create_issue";
    for (const query of ["*", "", " "]) {
      const result = catalog.search(query, { limit: 1, server: "github", isVisible });
      expect([addresses(result), result.total]).toEqual([["github.list_issues"], 2]);
      expect(catalog.search(query, { limit: 5, kind: "tool", readOnly: true }).total).toBe(2);
      expect(catalog.search(query, { limit: 5 }).total).toBe(0);
      expect(catalog.search(query, { limit: 5, server: "none" }).total).toBe(0);
    }
  });

  test("search() answers a server name with the server's tools", () => {
    const result = createSample().search("GitHub", { limit: 8 });
    expect(addresses(result)).toEqual(["github.create_issue", "github.list_issues", "github.merge_pull_request"]);
    expect(result.total).toBe(3);
  });

  test("search() neither shows nor counts what isVisible refuses", () => {
    const catalog = createSample();
    const isVisible = (entry: ToolEntry) => entry.server !== "github";
    expect(catalog.search("github.create_issue", { limit: 5, isVisible }).total).toBe(0);
    expect(catalog.search("github", { limit: 5, isVisible }).total).toBe(0);
    const result = catalog.search("issue file", { limit: 5, isVisible });
    expect(addresses(result).every((address) => address.startsWith("files."))).toBe(true);
    expect(result.total).toBe(2);
  });

  test("search() filters by server, kind and readOnly", () => {
    const catalog = createSample();
    expect(addresses(catalog.search("file issue", { limit: 5, server: "files" }))).toHaveLength(2);
    expect(addresses(catalog.search("file issue", { limit: 5, readOnly: true })).sort()).toEqual([
      "files.read_file",
      "github.list_issues",
    ]);
    expect(catalog.search("file issue", { limit: 5, kind: "skill" }).total).toBe(0);
  });

  test("search() with a list of queries covers each step", () => {
    const result = createSample().search(["read a file", "merge a pull request"], { limit: 2 });
    expect(addresses(result).sort()).toEqual(["files.read_file", "github.merge_pull_request"]);
  });

  test("search() moves a boosted entry up, but not over a clearly better match", () => {
    const catalog = createSample();
    const boost = (entry: ToolEntry) => (entry.name === "list_issues" ? 1 : 0);
    expect(addresses(catalog.search("issues of the repository", { limit: 1, boost }))).toEqual(["github.list_issues"]);
    expect(addresses(catalog.search("merge pull request", { limit: 1, boost }))).toEqual(["github.merge_pull_request"]);
  });
});

describe("replaceServer()", () => {
  test("replaceServer() reports what was added, changed and removed, and touches nothing else", () => {
    const catalog = createSample();
    const diff = catalog.replaceServer(github, [
      tool("github", "create_issue", "Open a new issue in a repository", false),
      tool("github", "list_issues", "List bugs", true),
      tool("github", "get_release", "Get a release"),
    ]);
    expect(diff).toEqual({
      added: ["github.get_release"],
      removed: ["github.merge_pull_request"],
      changed: ["github.list_issues"],
    });
    expect(catalog.get("github.merge_pull_request")).toBeUndefined();
    expect(addresses(catalog.search("pull", { limit: 5 }))).toEqual([]);
    expect(addresses(catalog.search("bugs", { limit: 5 }))[0]).toBe("github.list_issues");
    expect(catalog.size).toBe(5);
  });

  test("replaceServer() survives hostile lists, and says what it cut or left out", () => {
    const catalog = createSample();
    const endless = "spam ".repeat(200_000);
    const listed = Array.from({ length: 60 }, (_, at) => tool("evil", `tool_${at % 50}x`, endless));
    const odd = { ...tool("evil", "odd", "x"), description: 7, title: {}, inputSchema: { properties: [1, null] } };
    const diff = catalog.replaceServer({ name: "evil", title: 5, description: [] } as unknown as ServerEntry, [
      ...listed,
      tool("evil", "read\u200b_file", "Looks like another"),
      odd as unknown as ToolEntry,
    ]);
    expect(diff.added).toHaveLength(51);
    expect(diff.warnings?.length).toBeGreaterThan(50);
    expect(addresses(catalog.search("read the contents of a file", { limit: 1 }))).toEqual(["files.read_file"]);
    expect(JSON.stringify(catalog.entriesOf("evil")).length).toBeLessThan(2_000_000);
  });

  test("replaceServer() indexes all tools anew when the server's own texts changed", () => {
    const catalog = createSample();
    expect(catalog.search("zeppelin", { limit: 5 }).total).toBe(0);
    const diff = catalog.replaceServer({ ...files, title: "Zeppelin" }, catalog.entriesOf("files"));
    expect(diff).toEqual({ added: [], removed: [], changed: [] });
    expect(catalog.search("zeppelin", { limit: 5 }).total).toBe(2);
  });

  test("removeServer() leaves no trace in search", () => {
    const catalog = createSample();
    expect(catalog.removeServer("github").removed).toHaveLength(3);
    expect(catalog.server("github")).toBeUndefined();
    expect(catalog.search("issue", { limit: 5 })).toEqual({ hits: [], total: 0 });
  });
});

describe("suggest()", () => {
  test("suggest() gives the nearest addresses and hides the invisible ones", () => {
    const catalog = createSample();
    expect(catalog.suggest("github.creat_isue", 2)[0]).toBe("github.create_issue");
    expect(catalog.suggest("files.readFiles", 1)).toEqual(["files.read_file"]);
    expect(catalog.suggest("github.create_isue", 3, (entry) => entry.server === "files")).not.toContain(
      "github.create_issue",
    );
  });
});
