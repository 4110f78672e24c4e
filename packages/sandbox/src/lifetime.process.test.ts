import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, TestSandbox, testPermissions, testTiers } from "./test-sandbox.ts";

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "lifetime-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const forever = program("await rt.client.sleep(1e9)");
const never = { answer: () => undefined };

describe("ending", () => {
  test("kill() ends a run with its reason, once", async () => {
    const sandbox = await TestSandbox.open();
    const { run, end } = await sandbox.start(forever, never);
    run.kill("suspended");
    run.kill("cancelled");
    expect((await end).exit.end).toEqual({ kind: "killed", reason: "suspended" });
    run.deliver(1, { ok: true, value: null }, 0);
    await sandbox.close();
  });

  test("an abort cancels a run, before its start and after", async () => {
    const sandbox = await TestSandbox.open();
    const controller = new AbortController();
    const { end } = await sandbox.start(forever, { ...never, signal: controller.signal });
    controller.abort();
    expect((await end).exit.end).toEqual({ kind: "killed", reason: "cancelled" });
    await expect(sandbox.run(forever, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
    await sandbox.close();
  });

  test("close() ends runs, leaves no process and no file, and refuses what comes later", async () => {
    const sandbox = await TestSandbox.open({ scratchDir: join(scratch, "close") });
    const { end } = await sandbox.start(forever, never);
    await Promise.all([sandbox.close(), sandbox.close()]);
    expect((await end).exit.end).toEqual({ kind: "killed", reason: "shutdown" });
    expect(readdirSync(join(scratch, "close"))).toEqual([]);
    await expect(sandbox.run(forever)).rejects.toMatchObject({ code: "sandbox_unavailable" });
    expect(sandbox.sandbox.stats()).toMatchObject({ busy: 0, queued: 0 });
  });

  test("a program that is killed by the system is a crash of its own run alone", async () => {
    const sandbox = await TestSandbox.open({ tier: "any" });
    const other = await sandbox.start(program("await rt.client.sleep(1); return 'other'"), {
      answer: (call) => (call.kind === "host" ? { ok: true, value: null } : undefined),
    });
    const { exit } = await sandbox.run(
      program(
        'const p = (await import("node:process")).default; p.kill(p.pid, "SIGKILL"); await new Promise(() => setTimeout(() => {}, 1e6))',
      ),
      never,
    );
    expect(exit.end).toMatchObject({ kind: "crashed", signal: "SIGKILL" });
    expect((await other.end).exit.end).toMatchObject({ kind: "completed", value: "other" });
    await sandbox.close();
  });
});

describe("processes", () => {
  test("each run has a process of its own", async () => {
    const sandbox = await TestSandbox.open();
    await sandbox.value("globalThis.mark = 1");
    expect(await sandbox.value("return globalThis.mark ?? null")).toBeNull();
    await sandbox.close();
  });

  test("warm() has a process wait, a run takes it, and another takes its place", async () => {
    const sandbox = await TestSandbox.open();
    await sandbox.sandbox.warm(testPermissions);
    expect(sandbox.sandbox.stats()).toMatchObject({ idle: 1, busy: 0 });
    const { run, end } = await sandbox.start(forever, never);
    expect(sandbox.sandbox.stats()).toMatchObject({ idle: 0, busy: 1 });
    run.kill("cancelled");
    await end;
    await until(() => sandbox.sandbox.stats().idle === 1);
    await sandbox.close();
  });

  test("runs beyond the most processes wait their turn and are told their place", async () => {
    const sandbox = await TestSandbox.open({ maxProcesses: 2 });
    const first = await Promise.all([sandbox.start(forever, never), sandbox.start(forever, never)]);
    const positions: number[] = [];
    const queued = [1, 2].map((value) =>
      sandbox.sandbox.start(
        {
          runId: "q",
          principal: "p",
          code: program(`return ${value}`),
          startup: { context: null, literals: [], seed: "0".repeat(32), nowMs: 0 },
          permissions: testPermissions,
          deadlineMs: Date.now() + 30_000,
        },
        { onCall: () => undefined, onLog: () => undefined, onQueued: (position) => positions.push(position) },
      ),
    );
    await until(() => sandbox.sandbox.stats().queued === 2);
    expect(positions).toEqual([1, 2]);
    for (const { run } of first) run.kill("cancelled");
    const exits = await Promise.all(queued.map(async (start) => (await start).exit));
    expect(exits.map((exit) => exit.end)).toMatchObject([{ value: 1 }, { value: 2 }]);
    await sandbox.close();
  });

  test("the deadline ticks while a run waits, and the caller may go", async () => {
    const sandbox = await TestSandbox.open({ maxProcesses: 1, maxQueued: 2 });
    const { run } = await sandbox.start(forever, never);
    const late = sandbox.run(forever, { deadlineMs: Date.now() + 200 });
    const controller = new AbortController();
    const gone = sandbox.run(forever, { signal: controller.signal });
    await until(() => sandbox.sandbox.stats().queued === 2);
    await expect(sandbox.run(forever)).rejects.toMatchObject({ code: "overloaded" });
    controller.abort();
    await expect(gone).rejects.toMatchObject({ code: "cancelled" });
    await expect(late).rejects.toMatchObject({ code: "timeout" });
    expect(sandbox.sandbox.stats().queued).toBe(0);
    run.kill("cancelled");
    await sandbox.close();
  });

  test("a waiting process of other permissions makes room", async () => {
    const sandbox = await TestSandbox.open({ maxProcesses: 1 });
    await sandbox.sandbox.warm(testPermissions);
    expect(await sandbox.value("return 1", { permissions: { ...testPermissions, memoryMb: 100 } })).toBe(1);
    await sandbox.close();
  });

  test("a waiting process that dies is replaced unnoticed", async () => {
    const sandbox = await TestSandbox.open({ tier: "any" });
    await sandbox.sandbox.warm(testPermissions);
    const { started } = sandbox.sandbox.stats();
    for (const pid of guestsBelow(process.pid)) process.kill(pid, "SIGKILL");
    await until(() => sandbox.sandbox.stats().started > started);
    expect(await sandbox.value("return 1")).toBe(1);
    await sandbox.close();
  });
});

describe("a Deno that does not start", () => {
  test("a missing Deno is told with what would do", async () => {
    const sandbox = await TestSandbox.open({ denoPath: join(scratch, "no-deno") });
    expect(sandbox.sandbox.tiers().map((report) => report.isAvailable)).toEqual([false, false, false]);
    await expect(sandbox.run(forever)).rejects.toMatchObject({
      code: "sandbox_unavailable",
      message: expect.stringContaining("npm install"),
    });
    await sandbox.close();
  });

  test("a Deno that fails is told with what it said", async () => {
    const fake = join(scratch, "fake-deno");
    writeFileSync(fake, "#!/bin/sh\necho 'no space left' >&2\nexit 9\n", { mode: 0o755 });
    const sandbox = await TestSandbox.open({ denoPath: fake });
    await expect(sandbox.run(forever)).rejects.toMatchObject({ code: "sandbox_unavailable" });
    expect(sandbox.sandbox.tiers().find((report) => report.tier === "any")?.reason).toContain("no space left");
    await sandbox.close();
  });

  test("a Deno that hangs is told, and goes with all that it started", async () => {
    const fake = join(scratch, "hanging-deno");
    const pids = join(scratch, "hanging-pids");
    writeFileSync(fake, `#!/bin/sh\nsleep 4242 &\necho $$ $! >> ${pids}\nwait\n`, { mode: 0o755 });
    const sandbox = await TestSandbox.open({ denoPath: fake, startTimeoutMs: 300 });
    await expect(sandbox.run(forever)).rejects.toMatchObject({
      code: "sandbox_unavailable",
      message: expect.stringContaining("not ready within 300 ms"),
    });
    await sandbox.close();
    const started = readFileSync(pids, "utf8").trim().split(/\s+/).map(Number);
    expect(started.length).toBeGreaterThanOrEqual(2);
    await until(() => started.every((pid) => !isRunning(pid)));
  });

  test("starts that fail later are told at once, wait longer each time, and recover", async () => {
    const flag = join(scratch, "broken");
    const wrapper = join(scratch, "wrapped-deno");
    const { findDenoPath } = await import("./deno-path.ts");
    writeFileSync(
      wrapper,
      `#!/bin/sh\nif [ -e ${flag} ]; then echo broken >&2; exit 9; fi\nexec ${findDenoPath()} "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const sandbox = await TestSandbox.open({ denoPath: wrapper, tier: "any", unprivilegedUid: false });
    writeFileSync(flag, "");
    await expect(sandbox.run(forever)).rejects.toMatchObject({
      code: "sandbox_unavailable",
      message: expect.stringContaining("broken"),
    });
    await expect(sandbox.run(forever)).rejects.toMatchObject({ code: "sandbox_unavailable" });
    rmSync(flag);
    await until(async () => (await sandbox.value("return 1").catch(() => 0)) === 1);
    await sandbox.close();
  });
});

describe.runIf(process.platform === "linux").each(testTiers)("a gateway that is killed, tier %s", (tier) => {
  test("leaves no process behind, looping, stopped or waiting, and its files go with the next gateway", async () => {
    const folder = join(scratch, `killed-${tier}`);
    const script = join(scratch, `gateway-${tier}.ts`);
    writeFileSync(
      script,
      `import { TestSandbox, program, testPermissions } from ${JSON.stringify(join(import.meta.dirname, "test-sandbox.ts"))};
      const sandbox = await TestSandbox.open({ tier: ${JSON.stringify(tier)}, scratchDir: ${JSON.stringify(folder)} });
      await sandbox.sandbox.warm(testPermissions);
      await sandbox.start(program("for (;;);"));
      await sandbox.start(program("await rt.client.sleep(1e9)"), { answer: () => undefined });
      await sandbox.start(program('const p = (await import("node:process")).default; p.kill(p.pid, "SIGSTOP"); await rt.client.sleep(1e9)'), { answer: () => undefined });
      console.log("up"); setInterval(() => {}, 1000);`,
    );
    const gateway = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((done, fail) => {
      gateway.stdout.once("data", done);
      gateway.once("exit", (code) => fail(new Error(`Expected a running gateway, it left with ${code}`)));
    });
    const guests = guestsBelow(gateway.pid as number);
    expect(guests.length).toBeGreaterThanOrEqual(3);
    const gone = new Promise((done) => gateway.once("exit", done));
    gateway.kill("SIGKILL");
    await gone;
    await until(() => guests.every((pid) => !isRunning(pid)));
    expect(readdirSync(folder).length).toBe(1);
    const next = await TestSandbox.open({ tier, scratchDir: folder });
    expect(readdirSync(folder).length).toBe(1);
    expect(await next.value("return 1")).toBe(1);
    await next.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, 20));
}

/** Processes that run our guest below that one. */
function guestsBelow(ancestor: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [command = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return command.endsWith("deno") && args.some((arg) => arg.endsWith("/main.mjs")) && isBelow(pid, ancestor);
      } catch {
        return false;
      }
    });
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true;
    const stat = readFileSync(`/proc/${at}/stat`, "latin1");
    at = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  }
  return false;
}

function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}
