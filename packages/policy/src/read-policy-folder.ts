import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { MAX_POLICY_FILE_CHARS } from "./parse-policy.ts";

const MAX_FILES = 1_000;

/** Text of every `.yaml` and `.yml` in a folder by file name; an Error stands for one that cannot be read. */
export async function readPolicyFolder(dir: string): Promise<ReadonlyMap<string, string | Error>> {
  const texts = new Map<string, string | Error>();
  for (const name of (await listNames(dir)).slice(0, MAX_FILES)) {
    try {
      const path = join(dir, name);
      const { size } = await stat(path);
      if (size > MAX_POLICY_FILE_CHARS * 4)
        throw new Error(`has ${size} bytes, write at most ${MAX_POLICY_FILE_CHARS}`);
      texts.set(name, new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path)));
    } catch (error) {
      // Gone between listing and reading: as if it had not been listed.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      texts.set(name, new Error(explainReadError(error), { cause: error }));
    }
  }
  return texts;
}

async function listNames(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name));
    return names.map((entry) => entry.name).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function explainReadError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EACCES" || code === "EPERM") return "may not be read, give the gateway's user the right to";
  if (code !== undefined && code !== "ERR_ENCODING_INVALID_ENCODED_DATA") return `cannot be read (${code})`;
  return code === undefined && error instanceof Error ? error.message : "is not UTF-8 text, save it as UTF-8";
}
