import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "@sluice/contracts";

/** A lock that old is left over, even where a process of that id lives. */
const STALE_AFTER_MS = 60_000;
const RETRY_MS = 20;

/**
 * Runs `work` while no other process does so under the same lock file.
 * @throws EngineError `conflict` where another one holds it for `waitMs`
 */
export async function withFolderLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + waitMs;
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(path))) {
    if (await isStale(path)) {
      await rm(path, { force: true });
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
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${process.pid} ${hostname()}`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE_AFTER_MS) return true;
    const [id = "", host] = (await readFile(path, "utf8")).split(" ");
    const pid = Number.parseInt(id, 10);
    // Process ids say nothing across machines and containers: there, age alone decides.
    return host === hostname() && Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && !isAlive(pid);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
