import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestGateway, type TestGateway, toEnvironment } from "../fixtures/gateway.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { leftOut } from "./conformance-left-out.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json"));
const suite = join(folder, "dist/index.js");
const revisions = ["2025-11-25", "2026-07-28"] as const;

interface Check {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
}

function runSuite(...args: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-conformance-"));
  return runCommand(process.execPath, [suite, ...args], { cwd, env: toEnvironment() });
}

/** Scenario to the revisions it is for, as the suite lists them. */
async function listScenarios(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await runSuite("list", "--server");
  const part = stdout.slice(stdout.indexOf("Server scenarios"), stdout.indexOf("Client scenarios"));
  const lines = [...part.matchAll(/^ {2}- (\S+) \[(.*)\]$/gm)];
  return new Map(lines.map(([, name = "", listed = ""]) => [name, listed.split(",")]));
}

/** Scenario to its checks, from one run of all that a revision has. */
async function runScenarios(url: URL, revision: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const out = mkdtempSync(join(tmpdir(), "sluice-conformance-out-"));
  const args = ["server", "--url", url.href, "--suite", "all", "--spec-version", revision, "-o", out];
  await runSuite(...args);
  return new Map(
    readdirSync(out).map((name) => [
      name.replace(/^server-/, "").replace(/-\d{4}-\d{2}-\d{2}T.*$/, ""),
      JSON.parse(readFileSync(join(out, name, "checks.json"), "utf8")) as Check[],
    ]),
  );
}

const scenarios = await listScenarios();

describe.each(revisions)("the server scenarios of the conformance suite for %s", (revision) => {
  let gateway: TestGateway;
  let results: ReadonlyMap<string, readonly Check[]>;
  beforeAll(async () => {
    gateway = await openTestGateway();
    results = await runScenarios(gateway.mcpUrl, revision);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const own = [...scenarios].filter(([, listed]) => listed.includes(revision)).map(([name]) => name);

  test("every scenario of the revision was run", () => {
    expect(own.length).toBeGreaterThan(20);
    expect([...results.keys()].sort()).toEqual([...own].sort());
  });

  test.each(own.filter((name) => leftOut[name] === undefined))("the gateway passes %s", (name) => {
    expect(notPassed(results.get(name) ?? [])).toEqual([]);
  });

  test.each(own.filter((name) => leftOut[name] !== undefined))("%s is left out for a reason that holds", (name) => {
    expect(notPassed(results.get(name) ?? [])).toEqual([...(leftOut[name]?.checks ?? [])].sort());
  });
});

/** A scenario without one success did not pass either, though the suite only warns of it. */
function notPassed(checks: readonly Check[]): readonly string[] {
  const isVain = !checks.some(({ status }) => status === "SUCCESS");
  const failed = checks.filter(({ status }) => status === "FAILURE" || (isVain && status === "WARNING"));
  return [...new Set(failed.map(({ id }) => id))].sort();
}

describe("the list of conformance scenarios that are left out", () => {
  test("names scenarios that exist, each with a reason", () => {
    for (const [name, { reason }] of Object.entries(leftOut)) {
      expect(scenarios.has(name), name).toBe(true);
      expect(reason.length, name).toBeGreaterThan(30);
    }
  });

  test("covers every scenario of an extension, as the gateway declares none", () => {
    const ofExtensions = [...scenarios].filter(([, listed]) => listed.includes("extension")).map(([name]) => name);
    expect(ofExtensions.filter((name) => leftOut[name] === undefined)).toEqual([]);
  });
});
