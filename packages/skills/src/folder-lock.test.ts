import { spawnSync } from "node:child_process";
import { lstat, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withFolderLock } from "./folder-lock.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-lock-"));
  path = join(root, ".lock-busy");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const deadPid = spawnSync(process.execPath, ["-e", ""]).pid;

describe("withFolderLock()", () => {
  it("lets one piece of work in at a time and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, () =>
        withFolderLock(path, 10_000, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setTimeout(resolve, 2));
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(await readdir(root)).toEqual([]);
  });

  it("gives the lock back where the work fails", async () => {
    await expect(withFolderLock(path, 0, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withFolderLock(path, 0, async () => "in")).toBe("in");
  });

  it("takes the lock of a process that died, at once, whoever of several waiters is first", async () => {
    await symlink(`${deadPid} 1 ab ${hostname()}`, path);
    let inside = 0;
    const all = Array.from({ length: 5 }, () =>
      withFolderLock(path, 5000, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside -= 1;
      }),
    );
    await Promise.all(all);
    expect(await readdir(root)).toEqual([]);
  });

  it("takes the lock of an earlier process that had the id of a living one", async () => {
    await symlink(`${process.pid} 1 ab ${hostname()}`, path);
    expect(await withFolderLock(path, 0, async () => "in")).toBe("in");
  });

  it.each([
    ["another machine", async () => symlink(`${deadPid} 1 ab elsewhere`, path)],
    ["nobody, a file without content", async () => writeFile(path, "")],
  ])("respects a lock of %s until it is a minute old", async (_name, put) => {
    await put();
    await expect(withFolderLock(path, 50, async () => "in")).rejects.toMatchObject({ code: "conflict" });
    expect(await lstat(path)).toBeDefined();
  });

  it("takes a file in the lock's place when it is a minute old", async () => {
    await writeFile(path, "");
    await utimes(path, new Date(0), new Date(0));
    expect(await withFolderLock(path, 0, async () => "in")).toBe("in");
  });
});
