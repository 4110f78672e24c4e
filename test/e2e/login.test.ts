import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGatewayFolder, type GatewayFolder, sluiceBin, toEnvironment } from "../fixtures/gateway.ts";
import { collect } from "../fixtures/run-command.ts";
import { startOAuthFixture } from "../fixtures/servers/fixture.ts";
import { runSluice, serveSluice } from "../fixtures/sluice.ts";
import { until } from "../fixtures/until.ts";

/** `sluice servers login`, with the person's part done. */
async function logIn(folder: GatewayFolder): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const args = [sluiceBin, "servers", "login", "vault", "--config", folder.configFile];
  const child = spawn(process.execPath, args, { env: toEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
  const output = collect(child);
  const closed = once(child, "close") as Promise<[number | null]>;
  const page = await until(() => {
    if (child.exitCode !== null) throw new Error(output.stderr);
    return /(http:\S+\/authorize\S+)/.exec(output.stderr)?.[1];
  });
  const answer = await fetch(page, { redirect: "manual" });
  const landed = await fetch(answer.headers.get("location") ?? "");
  expect(await landed.text()).toContain("logged in");
  const [code] = await closed;
  return { code, ...output };
}

function readAll(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? readAll(path) : readFileSync(path, "latin1");
    })
    .join("\n");
}

describe("the sluice command and a server behind OAuth", () => {
  test("login beside a gateway that serves, kept over its restart, until logout", async () => {
    await using server = await startOAuthFixture();
    using folder = createGatewayFolder({ servers: { vault: { url: server.url } } });
    const said: string[] = [];
    {
      await using gateway = await serveSluice(folder);
      const before = await runSluice(folder, ["servers", "--connect"]);
      expect(before.stdout).toContain("needs login: sluice servers login vault");
      const refused = await runSluice(folder, ["call", "vault.wait", "--args", '{"ms":1}']);
      expect(refused).toMatchObject({ code: 4 });
      expect(await logIn(folder)).toMatchObject({ code: 0, stdout: expect.stringContaining("Logged in to vault") });
      const called = await runSluice(folder, ["call", "vault.headers", "--json"]);
      expect(called.code).toBe(0);
      expect(called.stdout).toContain("[hidden]");
      const events = await runSluice(folder, ["events", "--json"]);
      said.push(before.stdout, refused.stdout, called.stdout, events.stdout, gateway.output.stderr);
    }
    await using again = await serveSluice(folder);
    expect(await runSluice(folder, ["call", "vault.wait", "--args", '{"ms":1}'])).toMatchObject({ code: 0 });
    expect(await server.control("stats")).toMatchObject({ exchanges: 1 });
    expect(await runSluice(folder, ["servers", "logout", "vault"])).toMatchObject({
      code: 0,
      stdout: "Logged out of vault\n",
    });
    expect(await runSluice(folder, ["call", "vault.wait", "--args", '{"ms":1}'])).toMatchObject({ code: 4 });
    said.push(again.output.stderr, readAll(join(folder.dir, ".sluice")));
    expect(said.join("\n")).not.toMatch(/[ar]t-[0-9a-f]{32}/);
  });

  test("login without a gateway that serves, then a call in another process", async () => {
    await using server = await startOAuthFixture();
    using folder = createGatewayFolder({ servers: { vault: { url: server.url } } });
    expect(await logIn(folder)).toMatchObject({ code: 0 });
    expect(await runSluice(folder, ["call", "vault.wait", "--args", '{"ms":1}'])).toMatchObject({ code: 0 });
    const files = readdirSync(join(folder.dir, ".sluice", "credentials"));
    for (const file of files) expect(statSync(join(folder.dir, ".sluice", "credentials", file)).mode & 0o077).toBe(0);
  });
});
