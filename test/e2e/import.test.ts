import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGatewayFolder } from "../fixtures/gateway.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { runSluice } from "../fixtures/sluice.ts";

test("import shows another client's servers, adds them on demand, and they work", async () => {
  using folder = createGatewayFolder();
  const other = join(folder.dir, "other.json");
  const echo = { ...toFixture("echo-env"), env: { ECHO_TOKEN: "hidden-value-1" } };
  writeFileSync(other, JSON.stringify({ mcpServers: { echo, off: { command: "x", disabled: true } } }));
  const before = readFileSync(folder.configFile, "utf8");
  const shown = await runSluice(folder, ["import", "--from", other]);
  expect(shown).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("switched off there") });
  expect(readFileSync(folder.configFile, "utf8")).toBe(before);
  const written = await runSluice(folder, ["import", "--from", other, "--write", "--json"]);
  expect(JSON.parse(written.stdout)).toMatchObject({ isWritten: true, added: [{ secrets: ["ECHO_ECHO_TOKEN"] }] });
  const secrets = join(folder.dir, ".sluice", "secrets.json");
  expect(statSync(secrets).mode & 0o077).toBe(0);
  const texts = [shown.stdout, written.stdout, readFileSync(folder.configFile, "utf8")].join();
  expect(texts).not.toContain("hidden-value-1");
  const listed = await runSluice(folder, ["servers", "--json"]);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    servers: [{ server: "echo", state: "connected", circuit: "closed" }],
  });
  expect(await runSluice(folder, ["import", "--from", join(folder.dir, "nowhere")])).toMatchObject({ code: 3 });
});
