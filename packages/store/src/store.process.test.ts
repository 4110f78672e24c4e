import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openStore } from "./index.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const program = fileURLToPath(new URL("append.fixture.ts", import.meta.url));

/** Appends in a child process until `count` entries are acknowledged, then kills it with SIGKILL. @returns the last one told */
async function appendAndKill(dir: string, count: number, beforeKill: () => Promise<void> = async () => {}) {
  const child = spawn(process.execPath, [program, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last !== count) continue;
    await beforeKill();
    child.kill("SIGKILL");
  }
  await exited;
  return last;
}

describe("store and SIGKILL", () => {
  it.each([3, 57, 260])("loses no acknowledged entry when the process is killed after %i of them", async (count) => {
    using temp = createTempDir();
    const last = await appendAndKill(temp.path, count);
    expect(last).toBeGreaterThanOrEqual(count);
    const store = await openStore({ dir: temp.path });
    const entries = await store.journal.read("run_1");
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index));
    expect(entries.length).toBeGreaterThan(last);
    expect(await store.runs.get("run_1")).toMatchObject({ status: "running" });
    await store.close();
  });

  it("refuses a folder that another process uses, and opens it at once when that one was killed", async () => {
    using temp = createTempDir();
    await appendAndKill(temp.path, 5, async () => {
      await expect(openStore({ dir: temp.path, lockWaitMs: 0 })).rejects.toMatchObject({
        code: "storage_failed",
        message: expect.stringMatching(/another process \(\d+\) uses this data folder, stop it/),
        details: { reason: "in_use" },
      });
    });
    const store = await openStore({ dir: temp.path, lockWaitMs: 0 });
    await store.close();
  });

  it("refuses a second opening in the same process, and leaves the first one locked", async () => {
    using temp = createTempDir();
    const first = await openStore({ dir: temp.path });
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(openStore({ dir: temp.path, lockWaitMs: 0 })).rejects.toMatchObject({ code: "storage_failed" });
    }
    const inChild = spawn(process.execPath, [program, temp.path], { stdio: ["ignore", "pipe", "pipe"] });
    const [code] = await once(inChild, "exit");
    expect(code).toBe(1);
    await first.close();
  });
});
