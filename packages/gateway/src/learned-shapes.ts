import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createShapeLearner, type ShapeLearner } from "@sluice/codegen";
import type { Log } from "@sluice/engine";
import { isNameKey } from "@sluice/pii";

const FILE = "learned-types.json";
const SAVE_AFTER_MS = 5_000;

export interface LearnedShapes extends Pick<ShapeLearner, "learn" | "shapeOf"> {
  /** Writes what is new. Idempotent. */
  close(): Promise<void>;
}

/** Result types learned from results, over restarts: names and kinds only, so the file is plain. */
export function openLearnedShapes(dir: string, log: Log): LearnedShapes {
  const path = join(dir, FILE);
  const learner = createShapeLearner({ saved: readSaved(path) });
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    saving = saving.then(async () => {
      const draft = `${path}.${process.pid}.tmp`;
      await writeFile(draft, JSON.stringify(learner.toJson()), { mode: 0o600 });
      await rename(draft, path);
    });
    saving = saving.catch((error: unknown) => log.warn("cannot save the learned types", { error: String(error) }));
  };
  return {
    shapeOf: (entry) => learner.shapeOf(entry),
    learn(entry, value, options) {
      learner.learn(entry, value, { ...options, isPersonName: isNameKey });
      timer ??= setTimeout(save, SAVE_AFTER_MS).unref();
    },
    async close() {
      if (timer !== undefined) save();
      await saving;
    },
  };
}

function readSaved(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
