import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createToolEntry, type ToolEntry } from "@sluice/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCodegen } from "./codegen.ts";
import { guardStorage } from "./write-api.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "sluice-codegen-"));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const server = { name: "github", title: "GitHub" };
const tool = (name: string, description = "Does it. Well.", more: object = {}): ToolEntry =>
  createToolEntry("github", { name, description, inputSchema: { type: "object" }, annotations: {}, ...more });
const folder = (...parts: string[]): string => join(dir, "servers", "github", ...parts);

describe("writeServer()", () => {
  test("writes a module a tool, an index, and what a person reads", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    const tools = [tool("list_issues", "Lists.", { outputSchema: { type: "object" } }), tool("delete")];
    const result = await codegen.writeServer(server, tools);
    expect(result).toEqual({ written: 4, warnings: [] });
    expect((await readdir(folder())).sort()).toEqual(["README.md", "delete_.ts", "index.ts", "listIssues.ts"]);
    expect(await readFile(folder("listIssues.ts"), "utf8")).toContain('callTool("github.list_issues", args)');
    expect(await readFile(folder("index.ts"), "utf8")).toContain(
      'export { listIssues, type ListIssuesInput, type ListIssuesOutput } from "./listIssues.ts";',
    );
    expect(await readFile(folder("README.md"), "utf8")).toContain("- [listIssues](./listIssues.ts): Lists");
    expect((await readdir(dir)).sort()).toEqual(["client.ts", "globals.d.ts", "index.md", "servers"]);
    expect(await readFile(join(dir, "client.ts"), "utf8")).toContain("export declare function callTool(");
    expect(await readFile(join(dir, "index.md"), "utf8")).toContain("| [github](./servers/github/README.md) | 2 |");
    expect(await readFile(join(dir, "globals.d.ts"), "utf8")).toContain(
      '"github": typeof import("./servers/github/index.ts");',
    );
  });

  test("writes only what changed, also after a restart", async () => {
    await createCodegen({ generatedDir: dir }).writeServer(server, [tool("a"), tool("b")]);
    await utimes(folder("a.ts"), 1, 1);
    const again = createCodegen({ generatedDir: dir });
    expect((await again.writeServer(server, [tool("b"), tool("a")])).written).toBe(0);
    expect((await again.writeServer(server, [tool("a"), tool("b", "Changed.")])).written).toBe(3);
    expect((await stat(folder("a.ts"))).mtimeMs).toBe(1000);
  });

  test("removes what is no longer there, and leaves what others put there", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    await codegen.writeServer(server, [tool("a"), tool("b")]);
    await writeFile(folder("notes.txt"), "mine");
    await writeFile(folder(".0123456789ab.tmp"), "left behind");
    await utimes(folder(".0123456789ab.tmp"), 1, 1);
    await writeFile(folder(".ba9876543210.tmp"), "being written");
    await codegen.writeServer(server, [tool("b")]);
    expect((await readdir(folder())).sort()).toEqual([
      ".ba9876543210.tmp",
      "README.md",
      "b.ts",
      "index.ts",
      "notes.txt",
    ]);
  });

  test("removes a server's folder on request", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    await codegen.writeServer(server, [tool("a")]);
    await codegen.removeFiles("github");
    await codegen.removeFiles("never-there");
    expect(await readdir(join(dir, "servers"))).toEqual([]);
    expect(await readFile(join(dir, "index.md"), "utf8")).not.toContain("github");
  });

  test("keeps a server with an unsafe name inside the folder", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    await codegen.writeServer({ name: "../../etc" }, []);
    await codegen.writeServer({ name: "con" }, []);
    const folders = await readdir(join(dir, "servers"));
    expect(folders).toHaveLength(2);
    for (const name of folders) expect(name).toMatch(/^(etc|con)-[0-9a-f]{8}$/);
    expect(await readFile(join(dir, "globals.d.ts"), "utf8")).toContain('"../../etc": typeof import("./servers/etc-');
  });

  test("writes lists that come at once one after the other", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    const lists = Array.from({ length: 8 }, (_, at) => [tool("a", `Version ${at}.`), tool(`t${at}`)]);
    await Promise.all(lists.map((list) => codegen.writeServer(server, list)));
    expect((await readdir(folder())).sort()).toEqual(["README.md", "a.ts", "index.ts", "t7.ts"]);
    expect(await readFile(folder("a.ts"), "utf8")).toContain("Version 7.");
  });

  test("says in one sentence that something stands in its way, and goes on with the next", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    await mkdir(join(dir, "servers"));
    await writeFile(folder(), "a file");
    await expect(codegen.writeServer(server, [tool("a")])).rejects.toMatchObject({
      code: "storage_failed",
      message:
        'Cannot write the typed API of "github": a file stands where a folder is needed, remove it from the generated folder',
    });
    await expect(codegen.writeServer({ name: "other" }, [])).resolves.toMatchObject({ written: 2 });
  });

  test("makes the folders it needs, and says where none can be made", async () => {
    await createCodegen({ generatedDir: join(dir, "a", "b") }).writeServer(server, []);
    expect((await readdir(join(dir, "a", "b", "servers"))).sort()).toEqual(["github"]);
    await expect(createCodegen({ generatedDir: "/proc/none/here" }).writeServer(server, [])).rejects.toMatchObject({
      code: "storage_failed",
    });
  });

  test("does not follow a link out of the folder", async () => {
    const outside = join(dir, "outside");
    await mkdir(join(dir, "servers"));
    await mkdir(outside);
    await symlink(outside, folder());
    await expect(createCodegen({ generatedDir: dir }).writeServer(server, [tool("a")])).rejects.toMatchObject({
      code: "storage_failed",
    });
    expect(await readdir(outside)).toEqual([]);
  });

  test("replaces a link in the place of a file by the file", async () => {
    const codegen = createCodegen({ generatedDir: dir });
    await codegen.writeServer(server, []);
    await writeFile(join(dir, "target"), "untouched");
    await symlink(join(dir, "target"), folder("a.ts"));
    await codegen.writeServer(server, [tool("a")]);
    expect(await readFile(join(dir, "target"), "utf8")).toBe("untouched");
    expect(await readFile(folder("a.ts"), "utf8")).toContain("callTool");
  });
});

describe("guardStorage()", () => {
  test.each([
    ["ENOSPC", "the disk is full, free some space or set folders.generated to another disk"],
    ["EACCES", "the generated folder is not writable, change its permissions or set folders.generated"],
    ["EROFS", "the file system is read-only, set folders.generated to a writable folder"],
    ["EIO", "the file system answered EIO, check the generated folder"],
  ])("says in one sentence what %s means", async (code, reason) => {
    const failure = Object.assign(new Error("write /secret/path"), { code });
    await expect(guardStorage("write it", () => Promise.reject(failure))).rejects.toMatchObject({
      code: "storage_failed",
      message: `Cannot write it: ${reason}`,
      cause: failure,
    });
  });
});
