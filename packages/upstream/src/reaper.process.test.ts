import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { Reaper } from "./reaper.ts";
import { createTestFile, isAlive, readLines, startTestUpstream, until } from "./start-test-upstream.ts";

const host = fileURLToPath(new URL("./run-test-host.ts", import.meta.url));

describe("no server outlives the one who started it", () => {
  test("close() ends a server that ignores the end of its input and SIGTERM, with its child", async () => {
    const file = createTestFile("pids");
    const subject = startTestUpstream({ servers: { a: toFixture("stubborn", "--file", file) }, closeGraceMs: 100 });
    expect(await subject.call("a.stay")).toEqual({ kind: "ok", value: "still here" });
    await until(() => readLines(file).length === 2);
    const pids = readLines(file).map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await subject.upstream.close();
    await until(() => !pids.some(isAlive));
  });

  test.each(["SIGKILL", "SIGTERM"] as const)(
    "%s of the host ends stubborn servers and their children",
    async (signal) => {
      const files = [createTestFile("pids"), createTestFile("pids")];
      const servers = Object.fromEntries(
        files.map((file, index) => [`s${index}`, toFixture("stubborn", "--file", file)]),
      );
      const child = spawn(process.execPath, [host, JSON.stringify(servers)], { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data");
      await until(() => files.every((file) => readLines(file).length === 2));
      const pids = files.flatMap((file) => readLines(file).map(Number));
      child.kill(signal);
      await once(child, "exit");
      await until(() => !pids.some(isAlive));
    },
  );

  test("Reaper starts its helper again when somebody kills it", async () => {
    const file = createTestFile("pids");
    const { command, args } = toFixture("stubborn", "--file", file);
    const server = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"], detached: true });
    await until(() => readLines(file).length === 2);
    const pids = readLines(file).map(Number);
    const reaper = new Reaper();
    reaper.watchGroup(server.pid ?? 0);
    const first = reaper.pid ?? 0;
    process.kill(first, "SIGKILL");
    await until(() => reaper.pid !== undefined && reaper.pid !== first);
    expect(pids.map(isAlive)).toEqual([true, true]);
    reaper.close();
    await until(() => !pids.some(isAlive));
  });

  test("Reaper leaves alone what it was told to forget", async () => {
    const file = createTestFile("pids");
    const { command, args } = toFixture("stubborn", "--file", file, "--child");
    const server = spawn(command, args, { stdio: "ignore", detached: true });
    await until(() => readLines(file).length === 1);
    const reaper = new Reaper();
    const forget = reaper.watchGroup(server.pid ?? 0);
    const helper = reaper.pid ?? 0;
    forget();
    reaper.close();
    await until(() => !isAlive(helper));
    expect(isAlive(server.pid ?? 0)).toBe(true);
    server.kill("SIGKILL");
    await once(server, "exit");
  });
});
