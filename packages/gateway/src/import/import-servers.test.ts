import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { type ImportOptions, type ImportReport, importServers } from "./import-servers.ts";

let dir = "";
let home = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sluice-import-"));
  home = join(dir, "home");
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(path: string, content: unknown): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

function run(options: Partial<ImportOptions> = {}): ImportReport {
  const base = { from: "claude", flags: {}, isWriting: false, home, platform: "linux", env: {}, cwd: dir } as const;
  return importServers({ ...base, ...options });
}

function readText(): string {
  return readFileSync(join(dir, "sluice.json"), "utf8");
}

const toReference = (name: string): string => `$\{${name}}`;
const claudeFile = "home/.config/Claude/claude_desktop_config.json";
const github = {
  command: "npx",
  args: ["-y", "@modelcontextprotocol/server-github"],
  env: { GITHUB_TOKEN: "ghp_0123456789abcdef", LOG_LEVEL: "info" },
};

describe("importServers()", () => {
  test("importServers() shows servers with their secrets named, and writes nothing by itself", () => {
    write(claudeFile, { mcpServers: { github } });
    const report = run();
    expect(report).toMatchObject({ isWritten: false, leftOut: [] });
    expect(report.added).toMatchObject([
      {
        name: "github",
        settings: { ...github, env: { GITHUB_TOKEN: toReference("GITHUB_GITHUB_TOKEN"), LOG_LEVEL: "info" } },
        secrets: ["GITHUB_GITHUB_TOKEN"],
      },
    ]);
    expect(JSON.stringify(report)).not.toContain("ghp_");
    expect(readdirSync(dir)).toEqual(["home"]);
  });

  test("importServers() adds to sluice.json, keeps its comments and what is there, and hides secrets in a private file", () => {
    const before = `{
    // what we had
    "mcpServers": {
        "files": { "command": "files" } // ours
    },
    "http": { "port": 1234 }
}
`;
    write("sluice.json", before);
    write(claudeFile, { mcpServers: { github, files: { command: "theirs" } } });
    const report = run({ isWriting: true });
    expect(report.isWritten).toBe(true);
    expect(report.leftOut).toMatchObject([{ name: "files", why: "sluice.json has a server of that name" }]);
    expect(readText()).toContain("// what we had");
    expect(readText()).toContain('"files": { "command": "files" }');
    expect(readText()).toContain("// ours");
    expect(readText()).not.toContain("ghp_");
    const secrets = join(dir, ".sluice", "secrets.json");
    expect(statSync(secrets).mode & 0o077).toBe(0);
    const { mcpServers } = readConfig({}, {}, dir);
    expect(mcpServers).toMatchObject({ github, files: { command: "files" } });
    expect(run({ isWriting: true })).toMatchObject({ isWritten: false, added: [] });
  });

  test("importServers() makes a sluice.json where there is none", () => {
    write(claudeFile, { mcpServers: { github } });
    run({ isWriting: true });
    expect(readConfig({}, {}, dir).mcpServers).toMatchObject({ github });
  });

  test("importServers() moves credentials out of arguments, headers and addresses", () => {
    const file = write("other.json", {
      mcpServers: {
        remote: {
          command: "npx",
          args: ["mcp-remote", "https://x.example", "--header", "Authorization: Bearer abc-123-def"],
        },
        flags: { command: "tool", args: ["--api-key=very-secret-1", "--token", "very-secret-2", "--verbose"] },
        db: { command: "pg", args: ["postgres://me:very-secret-3@db/x"] },
        web: { url: "https://y.example/mcp?api_key=very-secret-4&page=2", headers: { "X-Api-Key": "very-secret-5" } },
      },
    });
    const report = run({ from: file, isWriting: true });
    const shown = JSON.stringify(report) + readText();
    expect(shown).not.toContain("very-secret");
    expect(shown).not.toContain("abc-123-def");
    expect(report.added.map(({ secrets }) => secrets.length)).toEqual([1, 2, 1, 2]);
    const { mcpServers } = readConfig({}, {}, dir) as unknown as { mcpServers: Record<string, { args: string[] }> };
    expect(mcpServers.remote?.args.at(-1)).toBe("Authorization: Bearer abc-123-def");
    expect(mcpServers.flags?.args).toEqual(["--api-key=very-secret-1", "--token", "very-secret-2", "--verbose"]);
    expect(mcpServers.db?.args).toEqual(["postgres://me:very-secret-3@db/x"]);
    expect(mcpServers.web).toEqual({
      url: "https://y.example/mcp?api_key=very-secret-4&page=2",
      headers: { "X-Api-Key": "very-secret-5" },
    });
  });

  test("importServers() understands VS Code's servers, inputs and references", () => {
    write(
      ".vscode/mcp.json",
      `{
      // comments and trailing commas are fine there
      "inputs": [{ "type": "promptString", "id": "key", "description": "The key of the CRM", "password": true }],
      "servers": {
        "crm": { "type": "http", "url": "https://crm.example/mcp", "headers": { "x-key": "\${input:key}" } },
        "local": { "type": "stdio", "command": "\${workspaceFolder}/bin/server", "env": { "HOME_DIR": "\${env:HOME}" } },
        "odd": { "type": "stdio", "command": "\${command:pick.one}" },
      },
    }`,
    );
    const report = run({ from: "vscode", isWriting: true, env: { HOME: "/home/me" } });
    expect(report.missing).toEqual([{ name: "CRM_KEY", description: "The key of the CRM" }]);
    expect(report.leftOut).toMatchObject([{ name: "odd", why: expect.stringContaining("command:pick.one") }]);
    const { mcpServers } = readConfig({}, { HOME: "/home/me", CRM_KEY: "k" }, dir);
    expect(mcpServers).toMatchObject({
      crm: { headers: { "x-key": "k" } },
      local: { command: `${dir}/bin/server`, env: { HOME_DIR: "/home/me" }, cwd: dir },
    });
    // Also without the key: the gateway starts, and only that server misses it.
    expect(readConfig({}, { HOME: "/home/me" }, dir).mcpServers).toMatchObject({ crm: { headers: { "x-key": "" } } });
  });

  test("importServers() says of each server that it leaves out why", () => {
    const file = write("other.json", {
      mcpServers: {
        off: { command: "a", disabled: true },
        sluice: { command: "/opt/bin/sluice", args: ["serve", "--stdio"] },
        engine: { command: "a" },
        nothing: {},
        socket: { url: "ws://x.example" },
        text: "npx server",
        "…": { command: "a" },
        "My Server!": { command: "a", autoApprove: ["x"], env: { N: 5, LIST: [1] } },
        "My-Server": { command: "b" },
      },
    });
    const report = run({ from: file });
    expect(Object.fromEntries(report.leftOut.map(({ name, why }) => [name, why]))).toMatchObject({
      off: "it is switched off there",
      sluice: "it is Sluice itself",
      engine: expect.stringContaining("Sluice itself"),
      nothing: "it has neither a command nor a url",
      socket: "its url is neither http nor https",
      text: "it is not an object",
      "…": expect.stringContaining("name"),
      "My-Server": expect.stringContaining("before it"),
    });
    expect(report.added).toMatchObject([{ name: "My-Server", settings: { command: "a", env: { N: "5" } } }]);
    expect(report.added[0]?.notes).toHaveLength(3);
  });

  test("importServers() keeps two secrets apart that would have one name", () => {
    const file = write("other.json", {
      mcpServers: {
        "a-b": { command: "x", env: { TOKEN: "first-secret" } },
        a_b: { command: "x", env: { TOKEN: "second-secret" } },
        c: { command: "x", env: { TOKEN: "third-secret" } },
      },
    });
    run({ from: file, isWriting: true, env: { C_TOKEN: "of somebody else" } });
    const { mcpServers } = readConfig({}, { C_TOKEN: "of somebody else" }, dir);
    expect(mcpServers).toMatchObject({
      "a-b": { env: { TOKEN: "first-secret" } },
      a_b: { env: { TOKEN: "second-secret" } },
      c: { env: { TOKEN: "third-secret" } },
    });
  });

  test.each([
    ["a file that is not there", "nowhere.json", undefined],
    ["a file that is no JSON", "broken.json", "{ nope"],
    ["a file without servers", "empty.json", "{}"],
    ["a client that is not installed", "cursor", undefined],
  ])("importServers() refuses %s and says where it looked", (_what, from, content) => {
    if (content !== undefined) write(from, content);
    expect(() => run({ from, isWriting: true })).toThrow("Cannot import from");
    expect(readdirSync(dir)).not.toContain("sluice.json");
  });

  test.each([
    ["darwin", "home/Library/Application Support/Claude/claude_desktop_config.json"],
    ["linux", claudeFile],
  ] as const)("importServers() finds Claude's file on %s", (platform, path) => {
    write(path, { mcpServers: { github } });
    expect(run({ platform }).added).toMatchObject([{ name: "github" }]);
  });

  test("importServers() takes a server of one name from the first file that has it", () => {
    write(claudeFile, { mcpServers: { one: { command: "a" } } });
    write(".mcp.json", { mcpServers: { one: { command: "b" }, two: { command: "c" } } });
    const report = run();
    expect(report.added).toMatchObject([
      { name: "one", settings: { command: "a" } },
      { name: "two", settings: { command: "c", cwd: dir } },
    ]);
    expect(report.leftOut).toHaveLength(1);
  });
});
