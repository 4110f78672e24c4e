import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunAnswer, RunRecord } from "@sluice/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { createGatewayFolder, crm, type GatewayFolder, sluiceBin, toEnvironment } from "../fixtures/gateway.ts";
import { collect } from "../fixtures/run-command.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { runSluice, type ServedGateway, type SluiceOptions, serveSluice } from "../fixtures/sluice.ts";
import { until } from "../fixtures/until.ts";

const policies = {
  "local.yaml": `name: everybody
match: { principals: [local, "team/*"] }
sandbox: { wallMs: 60000, files: { read: [workspace], write: [workspace] } }
tools:
  - deny: "*.delete_*"
    reason: Nothing is deleted here
  - ask: crm.update_customer
    reason: A person looks at changes
  - allow: "*"
skills: { save: true }
rate: { runsPerMinute: 100000, concurrentRuns: 16 }
`,
};

describe("the sluice command beside a gateway that serves", () => {
  let folder: GatewayFolder;
  let gateway: ServedGateway;
  beforeAll(async () => {
    folder = createGatewayFolder({
      servers: {
        crm,
        old: toFixture("old-era"),
        slow: toFixture("slow"),
        dead: { command: "no-such-command-anywhere" },
      },
      policies,
    });
    gateway = await serveSluice(folder);
  });
  afterAll(async () => {
    await gateway.stop();
    folder[Symbol.dispose]();
  });
  const sluice = (args: readonly string[], options: SluiceOptions = {}) => runSluice(folder, args, options);
  const json = async (args: readonly string[], options: SluiceOptions = {}) => {
    const { code, stdout, stderr } = await sluice([...args, "--json"], options);
    expect(stderr).toBe("");
    return { code, value: JSON.parse(stdout) as Record<string, unknown> & { error?: { code: string } } };
  };
  const readRun = async (runId: string): Promise<RunAnswer> =>
    (await connectSurface(gateway.url).get(`/api/runs/${runId}`)) as RunAnswer;
  const file = (name: string, text: string): string => {
    const path = join(folder.dir, name);
    writeFileSync(path, text);
    return path;
  };

  test("serve says where it serves what", async () => {
    expect(gateway.output.stdout).toBe("");
    for (const path of ["/mcp", "/events", "/metrics", "/healthz"]) expect(gateway.output.stderr).toContain(path);
    const health = await fetch(`${gateway.url}/healthz`);
    expect(await health.json()).toMatchObject({ status: "ok", name: "sluice" });
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain("sluice_runs_total");
  });

  test("search prints what was found, and JSON on demand", async () => {
    const text = await sluice(["search", "update a customer", "--server", "crm", "--limit", "3"]);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout.split("\n")[0]).toContain("crm.update_customer");
    expect(text.stdout).toContain("updateCustomer(");
    const { value } = await json(["search", "crm.get_customer", "--full"]);
    expect(value.results).toMatchObject([
      { address: "crm.get_customer", declaration: expect.stringContaining("export") },
    ]);
    const several = await json(["search", "update a customer", "add two numbers"]);
    const found = (several.value.results as { address: string }[]).map(({ address }) => address);
    expect(found).toEqual(expect.arrayContaining(["crm.update_customer", "old.add"]));
  });

  test.each([
    ["prints the result", ["old.add", "--args", '{"a":1,"b":2}'], 0, '"sum": 3'],
    ["says what a tool is called", ["old.adds", "--args", "{}"], 3, "old.add"],
    ["says that the policy denies", ["crm.delete_customer", "--args", '{"id":1}'], 4, "Nothing is deleted here"],
    ["says which argument is wrong", ["old.add", "--args", '{"a":"one","b":2}'], 1, "a"],
    ["refuses arguments that are no JSON", ["old.add", "--args", "{a:1}"], 2, "--args"],
    ["refuses arguments that are no object", ["old.add", "--args", "[1]"], 2, "--args"],
  ])("call %s", async (_title, args, exitCode, words) => {
    const { code, stdout, stderr } = await sluice(["call", ...args]);
    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(words);
  });

  test("call keeps personal data inside, also from the command line", async () => {
    const { code, stdout } = await sluice(["call", "crm.get_customer", "--args", '{"id":1}']);
    expect(code).toBe(0);
    expect(stdout).toContain("[EMAIL_");
    expect(stdout).not.toContain("@");
  });

  test("run takes a file, shows its console live and prints its output", async () => {
    const path = file("ok.ts", "console.log('working on it');\nreturn { twice: context.n * 2 };");
    const { code, stdout, stderr } = await sluice(["run", path, "--context", '{"n":21}']);
    expect(code).toBe(0);
    expect(stderr).toContain("working on it");
    expect(stdout).toContain('"twice": 42');
    const context = file("context.json", '{"n":4}');
    expect((await json(["run", path, "--context", `@${context}`])).value).toMatchObject({ output: { twice: 8 } });
  });

  test("run reads standard input, and .js as JavaScript", async () => {
    expect((await json(["run", "-"], { stdin: "return 'from input'" })).value).toMatchObject({ output: "from input" });
    const path = file("plain.js", "const wrong = 1;\nreturn wrong.toFixed(1);");
    expect((await json(["run", path])).value).toMatchObject({ output: "1.0" });
  });

  test.each([
    ["code that throws", "throw new Error('no luck')", [], 1, "guest_error"],
    ["code that does not parse", "return {", [], 1, "invalid_code"],
    ["a type error", "const n: number = 'x'; return n", [], 1, "type_error"],
    [
      "time that runs out",
      "while (context !== 1) await new Promise((done) => setTimeout(done, 20));",
      ["--timeout", "700"],
      5,
      "timeout",
    ],
    ["a denied call", "return await servers.crm.deleteCustomer({ id: 1 })", [], 4, "denied"],
    ["an unknown server", "return await servers.nowhere.find()", ["--typecheck", "off"], 3, undefined],
  ])("run ends with an exit code of its own for %s", async (_title, code, flags, exitCode, errorCode) => {
    const { code: actual, value } = await json(["run", "-", ...flags], { stdin: code });
    expect({ exitCode: actual, success: value.success }).toEqual({ exitCode, success: false });
    if (errorCode !== undefined) expect(value.error?.code).toBe(errorCode);
  });

  test("run --check finds faults without running anything", async () => {
    const good = await sluice(["run", "-", "--check"], { stdin: "return await servers.old.add({ a: 1, b: 2 })" });
    expect(good).toMatchObject({ code: 0, stdout: "No findings\n" });
    const before = await json(["runs"]);
    const bad = await json(["run", "-", "--check"], { stdin: "\nreturn await servers.old.add({ a: 'x' })" });
    expect(bad.code).toBe(1);
    expect(bad.value.diagnostics).toMatchObject([{ line: 2, severity: "error" }]);
    expect((await json(["runs"])).value.runs).toEqual(before.value.runs);
  });

  test("run refuses a file that is not there", async () => {
    const { code, stderr } = await sluice(["run", join(folder.dir, "none.ts")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sluice: Cannot read ".*none\.ts": there is no such file\n$/);
  });

  test("runs lists runs and shows one with its calls", async () => {
    const run = await json(["run", "-"], { stdin: "return await servers.old.add({ a: 20, b: 22 })" });
    const runId = String(run.value.runId);
    const listed = await sluice(["runs", "--limit", "3"]);
    expect(listed.stdout.split("\n")[1]).toContain(runId);
    const shown = await sluice(["runs", runId]);
    expect(shown.stdout).toContain("old.add");
    expect(shown.stdout).toContain('"sum": 42');
    expect((await sluice(["runs", "run_none"])).code).toBe(3);
  });

  test("skills saves a run and lists it, and the next program imports it", async () => {
    const run = await json(["run", "-", "--context", '{"n":2}'], { stdin: "return { half: context.n / 2 };" });
    const save = ["skills", "save", "half-it", "--run", String(run.value.runId), "--description", "Halves a number"];
    expect(await sluice(save)).toMatchObject({ code: 0, stdout: expect.stringContaining("half-it@1.0.0"), stderr: "" });
    expect((await sluice(["skills"])).stdout).toContain("half-it");
    const use = "import half from './skills/half-it.ts'; return await half({ n: 10 });";
    expect((await json(["run", "-"], { stdin: use })).value).toMatchObject({ output: { half: 5 } });
    expect(existsSync(join(folder.dir, "skills/half-it/SKILL.md"))).toBe(true);
    const again = await sluice(["skills", "save", "Bad Name", "--run", String(run.value.runId), "--description", "x"]);
    expect(again.code).toBe(2);
  });

  test("policy explain names the rule that decides, for whom it is asked", async () => {
    const explain = (call: string, ...more: string[]) => json(["policy", "explain", "--call", call, ...more]);
    expect((await explain("crm.delete_customer")).value).toMatchObject({ decision: { decision: "deny" } });
    expect((await explain("crm.update_customer", "--args", '{"id":1}')).value).toMatchObject({
      decision: { decision: "ask" },
    });
    expect((await explain("old.add", "--principal", "team/ann")).value).toMatchObject({
      decision: { decision: "allow" },
    });
    expect((await explain("old.add", "--principal", "stranger")).value).toMatchObject({
      decision: { decision: "deny" },
    });
    const { stdout } = await sluice(["policy", "explain", "--call", "crm.delete_customer"]);
    expect(stdout).toContain("Nothing is deleted here");
    expect((await sluice(["policy", "explain", "--call", "nodot"])).code).toBe(2);
  });

  test("policy check finds the policies valid", async () => {
    const { code, stdout } = await sluice(["policy", "check"]);
    expect(code).toBe(0);
    expect(stdout).toContain("everybody");
  });

  test("servers shows which are connected, and why one is not", async () => {
    const { value } = await json(["servers", "--connect"]);
    const states = Object.fromEntries(
      (value.servers as { server: string; state: string; reason?: string }[]).map(({ server, state }) => [
        server,
        state,
      ]),
    );
    expect(states).toEqual({ crm: "connected", old: "connected", slow: "connected", dead: "failed" });
    expect((await sluice(["servers"])).stdout).toContain("does not exist");
  });

  test("generate writes the typed APIs", async () => {
    expect((await sluice(["generate"])).code).toBe(0);
    expect(readFileSync(join(folder.dir, "generated/servers/old/add.ts"), "utf8")).toContain("export");
    expect(existsSync(join(folder.dir, "generated/servers/crm/index.ts"))).toBe(true);
  });

  test("events prints what happened; with --follow also what comes, until Ctrl-C", async () => {
    const past = await sluice(["events", "--types", "server.connected", "--json"]);
    expect(past.code).toBe(0);
    const types = past.stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(new Set(types)).toEqual(new Set(["server.connected"]));
    const args = [sluiceBin, "events", "--follow", "--types", "run.completed", "--config", folder.configFile];
    const child = spawn(process.execPath, args, { env: toEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    const output = collect(child);
    const { value } = await json(["run", "-"], { stdin: "return 'seen'" });
    await until(() => output.stdout.includes(String(value.runId)));
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(output.stdout).not.toContain("run.started");
  });

  test("a call that a person must approve waits, and goes on when somebody else than its asker decides", async () => {
    const code = "const { segment } = await servers.crm.updateCustomer({ id: 3, segment: 'vip' }); return { segment };";
    const asked = await json(["run", "-", "--typecheck", "off"], { stdin: code });
    expect([asked.code, asked.value.status]).toEqual([10, "waiting"]);
    const runId = String(asked.value.runId);
    const [approval] = asked.value.approvals as { id: string }[];
    const id = approval?.id ?? "";
    const listed = await sluice(["approvals", "list"]);
    expect(listed.stdout).toContain(id);
    expect(listed.stdout).toContain("A person looks at changes");
    expect((await sluice(["approvals", "show", id])).stdout).toContain("crm.update_customer");
    const own = await sluice(["approvals", "approve", id, "--principal", "local"]);
    expect(own.code).toBe(4);
    expect((await readRun(runId)).status).toBe("waiting");
    const decided = await sluice(["approvals", "approve", id, "--note", "as agreed"]);
    expect(decided.code).toBe(0);
    expect(decided.stdout).toContain("approved crm.update_customer");
    const ended = await until(async () => {
      const answer = await readRun(runId);
      return answer.status === "completed" ? answer : undefined;
    });
    expect(ended.output).toEqual({ segment: "vip" });
    expect((await sluice(["approvals", "approve", id])).code).not.toBe(0);
    expect((await sluice(["approvals", "list"])).stdout).toContain("Nothing waits");
  });

  test("a rejected call fails in the program, which may go on", async () => {
    const code =
      "try { await servers.crm.updateCustomer({ id: 4, segment: 'new' }); } catch (error) { return error.code; }";
    const asked = await json(["run", "-", "--typecheck", "off"], { stdin: code });
    const [approval] = asked.value.approvals as { id: string }[];
    expect((await sluice(["approvals", "reject", approval?.id ?? "", "--note", "not now"])).code).toBe(0);
    const ended = await until(async () => {
      const answer = await readRun(String(asked.value.runId));
      return answer.status === "completed" ? answer : undefined;
    });
    expect(ended.output).toBe("rejected");
  });

  test("Ctrl-C on a run cancels it at the gateway", async () => {
    const path = file("long.ts", "await servers.slow.wait({ ms: 600000 });");
    const args = [sluiceBin, "run", path, "--config", folder.configFile];
    const child = spawn(process.execPath, args, { env: toEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
    const output = collect(child);
    const running = await until(async () => {
      const { runs } = (await connectSurface(gateway.url).get("/api/runs?status=running")) as { runs: RunRecord[] };
      return runs[0]?.runId;
    });
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number];
    expect({ code, stderr: output.stderr }).toEqual({ code: 6, stderr: "sluice: The run was cancelled\n" });
    await until(async () => (await readRun(running)).status === "cancelled");
  });

  test("doctor says what this machine and configuration offer", async () => {
    const { code, value } = await json(["doctor"]);
    expect(code).toBe(0);
    const what = (value.findings as { what: string }[]).map((finding) => finding.what);
    expect(what).toEqual(
      expect.arrayContaining(["versions", "sandbox strict", "sandbox any", "configuration", "policies", "port"]),
    );
  });

  test("a command finds the configuration upward from where it is started", async () => {
    const deep = join(folder.dir, "some/where");
    mkdirSync(deep, { recursive: true });
    const { stdout } = await runSluice(undefined, ["servers", "--json"], { cwd: deep });
    expect((JSON.parse(stdout) as { servers: unknown[] }).servers).toHaveLength(4);
  });
});
