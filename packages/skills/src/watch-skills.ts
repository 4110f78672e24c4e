import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EngineError, skillNameSchema } from "@sluice/contracts";
import { layoutOf } from "./skill-layout.ts";

export interface WatchOptions {
  /** @default 150 */
  readonly debounceMs?: number;
  /** How often files are looked at where no change is reported. @default 5000 */
  readonly pollMs?: number;
}

export interface SkillsWatch {
  /** Takes what is on disk now as known, so that it is not reported. */
  settle(): Promise<void>;
  close(): void;
}

/** Calls `onChange` when a skill's files differ from what was last seen. */
export function watchSkills(skillsDir: string, onChange: () => void, options: WatchOptions = {}): SkillsWatch {
  let known: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let isClosed = false;
  const look = async (): Promise<void> => {
    const seen = await signatureOf(skillsDir);
    if (isClosed || seen === known) return;
    const isFirst = known === undefined;
    known = seen;
    if (!isFirst) onChange();
  };
  const lookSoon = (delayMs: number): void => {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void look().catch(() => undefined), delayMs);
    timer.unref();
  };
  const startWatcher = (): void => {
    if (watcher !== undefined || isClosed) return;
    try {
      watcher = watch(skillsDir, { recursive: true, persistent: false }, () => lookSoon(options.debounceMs ?? 150));
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // No such folder yet, or no notices to be had: polling goes on, and tries this again.
      watcher = undefined;
    }
  };
  const poll = setInterval(() => {
    startWatcher();
    lookSoon(0);
  }, options.pollMs ?? 5_000);
  poll.unref();
  startWatcher();
  lookSoon(0);
  return {
    async settle() {
      known = await signatureOf(skillsDir);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(poll);
      watcher?.close();
    },
  };
}

async function signatureOf(skillsDir: string): Promise<string> {
  const names = await listSkillNames(skillsDir);
  const parts: string[] = [];
  for (const name of names) {
    const layout = layoutOf(join(skillsDir, name));
    const stamps = await Promise.all([layout.document, layout.metadata, layout.code].map(stampOf));
    parts.push(`${name} ${stamps.join(" ")}`);
  }
  return parts.join("\n");
}

/** Folders whose name a skill can have, in order; none where there is no such folder. @throws EngineError `storage_failed` */
export async function listSkillNames(skillsDir: string): Promise<readonly string[]> {
  try {
    const names = await readdir(skillsDir);
    return names.filter((name) => skillNameSchema.safeParse(name).success).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new EngineError(
      "storage_failed",
      `Cannot read the folder of skills: ${code === "ENOTDIR" ? "a file is there" : code}; give a folder that may be listed`,
      { cause: error },
    );
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return "-";
  }
}
