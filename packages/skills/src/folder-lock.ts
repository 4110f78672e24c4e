import { randomBytes } from "node:crypto";
import { lstat, mkdir, readFile, readlink, rename, rm, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "@sluice/contracts";

/** A lock of another machine, whose processes cannot be seen from here, is left over when that old. */
const STALE_AFTER_MS = 60_000;
const RETRY_MS = 20;

/**
 * Runs `work` while no other process does so under the same lock: a symbolic link that points to no file
 * but names its owner. Unlike a file, a link comes to be together with its content, so a process that dies
 * at any moment leaves no lock without an owner.
 * @throws EngineError `conflict` where another one holds it for `waitMs`
 */
export async function withFolderLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + waitMs;
  const owner = [process.pid, (await readStart(process.pid)) ?? "", randomBytes(8).toString("hex"), hostname()].join(
    " ",
  );
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(path, owner))) {
    const other = await readOwner(path);
    if (other !== undefined && (await isStale(path, other))) {
      await breakLock(path, other);
    } else if (performance.now() > until) {
      throw new EngineError(
        "conflict",
        `Cannot publish skill: another process has been publishing it for ${Math.round(waitMs / 1000)} s, try again`,
      );
    } else {
      await sleep(RETRY_MS);
    }
  }
  try {
    return await work();
  } finally {
    if ((await readOwner(path)) === owner) await rm(path, { force: true });
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    await symlink(owner, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined where nobody holds the lock; empty where something else lies in its place. */
async function readOwner(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
}

async function isStale(path: string, owner: string): Promise<boolean> {
  const [id = "", start = "", , ...host] = owner.split(" ");
  const pid = Number.parseInt(id, 10);
  if (host.join(" ") === hostname() && pid > 0) return !(await isAlive(pid, start));
  const stats = await lstat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > STALE_AFTER_MS;
}

/** Moves the lock away before it is judged again: another waiter may have broken and taken it meanwhile. */
async function breakLock(path: string, stale: string): Promise<void> {
  const aside = `${path}-${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readOwner(aside)) === stale) await rm(aside, { force: true, recursive: true });
  else await rename(aside, path);
}

/** A process id alone is not enough: ids are used again, in containers the same one at every start. */
async function isAlive(pid: number, start: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return ((await readStart(pid)) ?? "") === start;
}

/** When a process started, in clock ticks since the machine did; undefined where the system has no /proc. */
async function readStart(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in the second field may hold spaces and parentheses; the start is the 22nd field.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}
