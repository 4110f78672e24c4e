import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createGatewayFolder, type GatewayFolderOptions, sluiceBin, toEnvironment } from "../fixtures/gateway.ts";
import { type CommandResult, runCommand } from "../fixtures/run-command.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { runSluice } from "../fixtures/sluice.ts";

/** One sentence on standard error, in the house's form, and nothing else anywhere. */
function expectSentence({ code, stdout, stderr }: CommandResult, exitCode: number, words: RegExp): void {
  // What a gateway logs on its way up are lines of JSON.
  const lines = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  expect(lines).toEqual([expect.stringMatching(/^sluice: Cannot /)]);
  expect(lines[0]).toMatch(words);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
}

describe("the sluice command with something wrong", () => {
  const serve = async (
    options: GatewayFolderOptions,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> => {
    using folder = createGatewayFolder(options);
    return await runSluice(folder, ["serve", ...flags], { env: toEnvironment(env) });
  };

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["an unknown key", { htpp: {} }, /htpp is no key of Sluice; did you mean "http"\?/],
    ["an unknown key further in", { http: { prot: 1 } }, /http\.prot is no key of Sluice; did you mean "port"\?/],
    ["a value of the wrong kind", { http: { port: "many" } }, /http\.port/],
    ["a port that is none", { http: { port: 70_000 } }, /http\.port/],
    ["a server without command or url", { mcpServers: { crm: { args: [] } } }, /mcpServers\.crm\.command/],
    ["a server name with a dot", { mcpServers: { "a.b": { command: "x" } } }, /mcpServers/],
    [
      "a variable that is not set",
      { mcpServers: { crm: { command: "x", env: { TOKEN: "$" + "{SLUICE_TEST_NONE}" } } } },
      /mcpServers\.crm\.env\.TOKEN: \$\{SLUICE_TEST_NONE\} is not set/,
    ],
    ["a host that others reach, without tokens", { http: { host: "0.0.0.0", port: 0 } }, /http\.tokens/],
  ])("serve refuses %s in its configuration", async (_title, config, words) => {
    expectSentence(await serve({ config }), 2, words);
  });

  test("serve names the place where the configuration is no JSON", async () => {
    using folder = createGatewayFolder();
    writeFileSync(folder.configFile, '{\n  "http": { "port": 0 \n');
    expectSentence(await runSluice(folder, ["serve"]), 2, /sluice\.json": \w+ at line 3, column \d+/);
  });

  test("serve refuses a configuration that is not there", async () => {
    expectSentence(
      await runSluice(undefined, ["serve", "--config", "none.json"]),
      2,
      /"none\.json": there is no such file/,
    );
  });

  test("serve refuses a folder in place of a configuration, and a file in place of the data folder", async () => {
    using folder = createGatewayFolder();
    expectSentence(await runSluice(undefined, ["serve", "--config", folder.dir]), 2, /it is a folder/);
    const file = join(folder.dir, "file");
    writeFileSync(file, "");
    expectSentence(await runSluice(folder, ["serve", "--data", file]), 8, /a file is where the data folder should be/);
  });

  test("serve says that the port is in use, and what would do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    expectSentence(
      await serve({}, ["--port", String(port)]),
      8,
      new RegExp(`127\\.0\\.0\\.1:${port}: the port is in use.*--port`),
    );
    other.close();
  });

  test("serve refuses a data folder that cannot be made", async () => {
    using folder = createGatewayFolder();
    const inTheWay = join(folder.dir, "file");
    writeFileSync(inTheWay, "");
    const result = await runSluice(folder, ["serve", "--data", join(inTheWay, "data")]);
    expectSentence(result, 8, /data folder|store/);
  });

  test("serve refuses a file in place of the skills, and a folder in place of its announcement, and ends", async () => {
    using folder = createGatewayFolder();
    const file = join(folder.dir, "file");
    writeFileSync(file, "");
    expectSentence(await runSluice(folder, ["serve", "--skills", file]), 8, /the folder of skills: a file is there/);
    rmSync(join(folder.dir, ".sluice"), { recursive: true });
    mkdirSync(join(folder.dir, ".sluice/gateway.json"), { recursive: true });
    expectSentence(await runSluice(folder, ["serve"]), 8, /"gateway\.json" in the data folder cannot be written/);
  });

  test("serve refuses a level of its log that there is none", async () => {
    expectSentence(await serve({}, [], { SLUICE_LOG_LEVEL: "debug" }), 2, /SLUICE_LOG_LEVEL "debug": write info, /);
  });

  test("serve refuses a second gateway in a data folder in use, and the first goes on", async () => {
    const { serveSluice } = await import("../fixtures/sluice.ts");
    using folder = createGatewayFolder();
    await using first = await serveSluice(folder);
    expectSentence(await runSluice(folder, ["serve"]), 8, /another process \(\d+\) uses this data folder/);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  test("doctor finds a data folder that cannot be one", async () => {
    using folder = createGatewayFolder();
    const file = join(folder.dir, "file");
    writeFileSync(file, "");
    const { code, stdout } = await runSluice(folder, ["doctor", "--data", join(file, "data")]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/problem +data folder +\S+file: it is a file; name another folder/);
    expect((await runSluice(folder, ["doctor"])).stdout).toMatch(/ok +data folder +\S+ can be made/);
  });

  test("policy check says that there are no policies where it was told to look", async () => {
    using folder = createGatewayFolder();
    const { stdout } = await runSluice(folder, ["policy", "check", "--policies", "polices"]);
    expect(stdout).toMatch(/There is no policy file in the folder "polices": everybody is denied everything/);
  });

  test.skipIf(process.platform === "win32")("it names a working directory that was removed", async () => {
    using folder = createGatewayFolder();
    const gone = 'mkdir "$2" && cd "$2" && rmdir "$2" && "$0" "$1" runs';
    const args = ["-c", gone, process.execPath, sluiceBin, join(folder.dir, "gone")];
    expectSentence(await runCommand("bash", args, { env: toEnvironment() }), 2, /the working directory was removed/);
  });

  test.each([
    ["bad.yaml", "name: bad\ntools:\n  - alow: '*'\n", /bad\.yaml.* line 3: tools\[0\]/],
    ["worse.yaml", "name: [", /worse\.yaml.* line \d+/],
    ["orphan.yaml", "name: orphan\nextends: nobody\n", /orphan\.yaml.* line 2: extends: names "nobody"/],
  ])("policy check names file, line and fault of %s", async (file, text, words) => {
    const good = "name: good\nmatch: { principals: [local] }\ntools:\n  - allow: '*'\n";
    using folder = createGatewayFolder({ policies: { "good.yaml": good, [file]: text } });
    const { code, stdout, stderr } = await runSluice(folder, ["policy", "check"]);
    expect(code).toBeGreaterThan(0);
    expect(stdout + stderr).toMatch(words);
  });

  test("serve refuses a policy that is no YAML, as nobody can know whom it was for", async () => {
    expectSentence(await serve({ policies: { "worse.yaml": "name: [" } }), 2, /worse\.yaml.* line \d+/);
  });

  test.each([
    ["an unknown command", ["serv"], "serve"],
    ["an unknown option", ["serve", "--prot", "1"], "--port"],
    ["a port that is no number", ["serve", "--port", "many"], "whole number"],
    ["a missing argument", ["call"], "address"],
  ])("it refuses %s and says what would do", async (_title, args, words) => {
    const { code, stdout, stderr } = await runSluice(undefined, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });

  test.each<[string, readonly string[], RegExp]>([
    ["days that are no number", ["runs", "prune", "--days", ""], /--days <n>.*whole number/],
    ["a number of another kind", ["runs", "--limit", "0x5"], /--limit <n>.*whole number/],
    ["a question without its number", ["workflows", "answer", "run_1", "x", "1"], /number.*whole number/],
    [
      "days beyond all calendars",
      ["runs", "prune", "--days", "99999999999"],
      /^sluice: Cannot prune: --days 99999999999/,
    ],
    ["a principal that no header carries", ["runs", "--principal", "Ольга"], /^sluice: Cannot act for the principal/],
    ["an empty principal", ["runs", "--principal", ""], /^sluice: Cannot act for the principal: it is empty/],
  ])("it refuses %s in one sentence", async (_title, args, words) => {
    const { code, stdout, stderr } = await runSluice(undefined, [...args, "--url", "http://127.0.0.1:9"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.skipIf(process.platform === "win32")("a reader that goes away is no fault, a full disk is told", async () => {
    using folder = createGatewayFolder();
    const [node, command] = [process.execPath, `"$0" "$1" doctor --config "$2"`];
    const inShell = (text: string): Promise<CommandResult> =>
      runCommand("bash", ["-o", "pipefail", "-c", text, node, sluiceBin, folder.configFile], { env: toEnvironment() });
    expect(await inShell(`${command} | true`)).toEqual({ code: 0, stdout: "", stderr: "" });
    if (!existsSync("/dev/full")) return;
    expectSentence(await inShell(`${command} > /dev/full`), 8, /the disk is full/);
  });

  test("events --follow ends where no gateway would ever answer otherwise", async () => {
    const { serveSluice } = await import("../fixtures/sluice.ts");
    using folder = createGatewayFolder();
    await using _gateway = await serveSluice(folder);
    const { code, stderr } = await runSluice(folder, ["events", "--follow", "--types", "run.compleeted"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('no event type "run.compleeted"') });
  });

  test("--json makes of a failure one JSON value", async () => {
    const { code, stdout, stderr } = await runSluice(undefined, ["runs", "--config", "none.json", "--json"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "bad_config" } });
  });

  test("--url says that nobody answers there", async () => {
    const result = await runSluice(undefined, ["runs", "--url", "http://127.0.0.1:9"]);
    expectSentence(result, 1, /gateway at http:\/\/127\.0\.0\.1:9: start it with sluice serve/);
  });

  test("--url says that what answers there is no gateway", async () => {
    const other = createHttpServer((_request, response) => response.end("<html></html>")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    expectSentence(await runSluice(undefined, ["runs", "--url", `http://127.0.0.1:${port}`]), 1, /it is not JSON/);
    other.close();
  });

  test("without a Deno program code does not run, and everything else does", async () => {
    using folder = createGatewayFolder({ servers: { old: toFixture("old-era") } });
    const installed = copyWithoutDeno();
    const bin = join(installed, "packages/cli/bin/sluice.mjs");
    const run = (args: readonly string[], stdin = "") =>
      runCommand(process.execPath, [bin, ...args, "--config", folder.configFile], { env: toEnvironment(), stdin });
    try {
      const code = await run(["run", "-"], "return 1");
      expect(code.code).toBe(8);
      expect(code.stdout + code.stderr).toMatch(/Cannot start the run: there is no Deno .*npm install/);
      const call = await run(["call", "old.add", "--args", '{"a":1,"b":2}']);
      expect(call).toMatchObject({ code: 0, stdout: expect.stringContaining('"sum": 3') });
      const doctor = await run(["doctor"]);
      expect(doctor.code).toBe(1);
      expect(doctor.stdout).toMatch(/problem\s+sandbox.*no Deno/);
    } finally {
      rmSync(installed, { recursive: true });
    }
  });

  test("under an older Node it goes on under the bundled one", async () => {
    const preload = join(mkdtempSync(join(tmpdir(), "sluice-old-")), "old.mjs");
    const versions = "{ ...process.versions, node: '20.11.0' }";
    writeFileSync(preload, `Object.defineProperty(process, "versions", { value: ${versions} });\n`);
    using folder = createGatewayFolder();
    const node = [process.execPath, "--import", preload];
    const { code, stdout, stderr } = await runSluice(folder, ["run", "-"], { node, stdin: "return 'here'" });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("here");
    const failing = await runSluice(folder, ["run", "none.ts"], { node });
    expect(failing.code).toBe(2);
  });
});

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The checkout as it is where npm installed the `deno` package without its program. */
function copyWithoutDeno(): string {
  const copy = mkdtempSync(join(tmpdir(), "sluice-no-deno-"));
  cpSync(join(root, "packages"), join(copy, "packages"), { recursive: true, verbatimSymlinks: true });
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@sluice"), { recursive: true });
  const linked = readdirSync(join(root, "node_modules")).filter(
    (name) => !["@sluice", "@deno", "deno", ".bin"].includes(name),
  );
  for (const name of linked) symlinkSync(join(root, "node_modules", name), join(modules, name));
  for (const name of ["deno", ...readdirSync(join(root, "node_modules/@deno")).map((each) => `@deno/${each}`)]) {
    mkdirSync(join(modules, name), { recursive: true });
    writeFileSync(join(modules, name, "package.json"), JSON.stringify({ name, version: "0.0.0" }));
  }
  for (const name of readdirSync(join(copy, "packages")))
    symlinkSync(join(copy, "packages", name), join(modules, "@sluice", name));
  return copy;
}
