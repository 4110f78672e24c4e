import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGatewayFolder, openTestGateway, toEnvironment, toStdioCommand } from "../fixtures/gateway.ts";
import { type CommandResult, runCommand } from "../fixtures/run-command.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/inspector/package.json"));
const inspector = join(folder, "clients/launcher/build/index.js");
const servers = { old: toFixture("old-era") };
const eras = ["legacy", "auto", "modern"] as const;
const code = "const { sum } = await servers.old.add({ a: 40, b: 2 }); return { sum };";
const callFlags = [
  ["--method", "tools/call", "--tool-name", "executeCode"],
  ["--tool-args-json", JSON.stringify({ code })],
].flat();

/** The MCP project's inspector on its command line; its own files go to a folder of their own. */
function inspect(era: string, target: readonly string[], flags: readonly string[]): Promise<CommandResult> {
  const home = mkdtempSync(join(tmpdir(), "sluice-inspector-"));
  const common = ["--cli", "--quiet", "--format", "json", "--protocol-era", era, "--connect-timeout", "0"];
  return runCommand(process.execPath, [inspector, ...common, ...flags, ...target], {
    cwd: home,
    env: toEnvironment({ HOME: home }),
  });
}

describe.each(eras)("the MCP inspector in its %s era", (era) => {
  test("lists and calls over Streamable HTTP, and finds nothing wrong with our schemas", async () => {
    await using gateway = await openTestGateway({ servers });
    const target = ["--transport", "http", "--server-url", gateway.mcpUrl.href];
    expectTools(await inspect(era, target, ["--method", "tools/list", "--strict"]));
    expectSum(await inspect(era, target, callFlags));
  });

  test("lists and calls over stdio", async () => {
    using own = createGatewayFolder({ servers });
    const { command, args } = toStdioCommand(own);
    const target = ["--", command, ...args];
    expectTools(await inspect(era, target, ["--method", "tools/list", "--strict"]));
    expectSum(await inspect(era, target, callFlags));
  });
});

test("the MCP inspector shows a refused call as the tool's error, not as one of the protocol", async () => {
  await using gateway = await openTestGateway();
  const flags = ["--method", "tools/call", "--tool-name", "getRun", "--tool-args-json", '{"runId":"run_none"}'];
  const { stdout, stderr } = await inspect("auto", ["--transport", "http", "--server-url", gateway.mcpUrl.href], flags);
  expect(stdout + stderr).toContain("not_found");
  expect(stdout + stderr).toContain("isError");
});

function expectTools({ code: exitCode, stdout, stderr }: CommandResult): void {
  expect(exitCode).toBe(0);
  // `context` takes any JSON on purpose; the inspector says so, and nothing else.
  expect(stderr.match(/Path: .*/g)).toEqual(["Path: inputSchema.properties.context"]);
  expect(stderr).toContain("0 errors, 1 warning");
  const names = toTools(JSON.parse(stdout)).map(({ name }) => name);
  expect(names).toEqual(["searchTools", "executeCode", "callTool", "saveSkill", "getRun"]);
}

function expectSum({ code: exitCode, stdout, stderr }: CommandResult): void {
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain('"sum":42');
}

function toTools(value: unknown): readonly { readonly name: string }[] {
  const { tools, result } = value as { tools?: { name: string }[]; result?: { tools: { name: string }[] } };
  return tools ?? result?.tools ?? [];
}
