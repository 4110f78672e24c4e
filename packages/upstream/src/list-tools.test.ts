import { describe, expect, test } from "vitest";
import { listTools, type ToolPage } from "./list-tools.ts";

const limits = { maxTools: 10, maxPages: 5, maxListBytes: 10_000, maxToolBytes: 5_000 };
const tool = (name: string, description = "") => ({ name, description, inputSchema: { type: "object" } });
const fromPages = (pages: readonly ToolPage[]) => {
  let next = 0;
  return async (): Promise<ToolPage> => {
    const page = pages[next++];
    if (page === undefined) throw new Error("there is no such page");
    return page;
  };
};

describe("listTools()", () => {
  test("listTools() walks all pages and passes each cursor on", async () => {
    const cursors: (string | undefined)[] = [];
    const list = await listTools(
      "s",
      async (cursor) => {
        cursors.push(cursor);
        return cursor === undefined ? { tools: [tool("a")], nextCursor: "2" } : { tools: [tool("b")] };
      },
      limits,
    );
    expect(cursors).toEqual([undefined, "2"]);
    expect(list.tools.map(({ address }) => address)).toEqual(["s.a", "s.b"]);
    expect(list.warnings).toEqual([]);
  });

  test.each([
    [
      "a cursor that comes again",
      [
        { tools: [tool("a")], nextCursor: "x" },
        { tools: [tool("b")], nextCursor: "x" },
      ],
      ["a", "b"],
      "cursor twice",
    ],
    ["a cursor that is no text", [{ tools: [tool("a")], nextCursor: 7 }], ["a"], "not a short text"],
    ["a later page that fails", [{ tools: [tool("a")], nextCursor: "x" }], ["a"], "page 2 failed"],
    ["a page that is no list", [{ tools: { a: 1 }, nextCursor: "x" }], [], "not a list"],
    [
      "too many pages",
      Array.from({ length: 9 }, (_, index) => ({ tools: [tool(`t${index}`)], nextCursor: `c${index}` })),
      ["t0", "t1", "t2", "t3", "t4"],
      "more than 5 pages",
    ],
    [
      "too many tools",
      [{ tools: Array.from({ length: 11 }, (_, index) => tool(`t${index}`)) }],
      Array.from({ length: 10 }, (_, index) => `t${index}`),
      "more than 10 tools",
    ],
    [
      "too many bytes",
      [{ tools: ["a", "b", "c"].map((name) => tool(name, "x".repeat(4_000))) }],
      ["a", "b"],
      "over 10000 bytes",
    ],
  ])("listTools() stops at %s and keeps what it has", async (_title, pages, names, warning) => {
    const list = await listTools("s", fromPages(pages), limits);
    expect(list.tools.map(({ name }) => name)).toEqual(names);
    expect(list.warnings.join("\n")).toContain(warning);
  });

  test("listTools() fails when the first page does", async () => {
    await expect(listTools("s", fromPages([]), limits)).rejects.toThrow("there is no such page");
  });

  test("listTools() keeps the first of two equal names and reports look-alikes", async () => {
    const tools = [tool("echo", "first"), tool("echo", "second"), tool("Echo"), tool("еcho"), tool("other")];
    const list = await listTools("s", fromPages([{ tools }]), limits);
    expect(list.tools.map(({ name }) => name)).toEqual(["echo", "Echo", "еcho", "other"]);
    expect(list.tools[0]?.description).toBe("first");
    expect(list.warnings).toEqual([
      'tool "echo" is listed twice: the first one counts',
      'tool "Echo" looks like tool "echo"',
      'tool "еcho" looks like tool "echo"',
    ]);
  });

  test("listTools() bounds its warnings", async () => {
    const tools = Array.from({ length: 500 }, () => null);
    const { warnings } = await listTools("s", fromPages([{ tools }]), limits);
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toBe("and 450 more warnings");
  });
});
