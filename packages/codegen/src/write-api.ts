import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EngineError } from "@sluice/contracts";

export interface ApiFile {
  /** File name inside the folder. */
  readonly name: string;
  /** What the text is made from: a file with the same digest is left as it is. */
  readonly digest: string;
  /** Asked for only when the file is written. */
  render(): string | Promise<string>;
}

const digestMark = "sluice digest ";
const headBytes = 400;
const staleAfterMs = 600_000;

/**
 * Makes a folder hold exactly these files. Each is written beside its place and renamed into it, so that a reader
 * sees the old text or the new one, whatever ends this process. Files of ours that are not listed are removed.
 * @returns how many files were written
 * @throws EngineError `storage_failed`
 */
export async function writeFolder(folder: string, subject: string, files: readonly ApiFile[]): Promise<number> {
  return await guardStorage(`write the typed API of "${subject}"`, async () => {
    await createFolder(folder, subject);
    const present = new Set(await readdir(folder));
    let written = 0;
    for (const file of files) {
      if (present.has(file.name) && (await readDigest(join(folder, file.name))) === file.digest) continue;
      await replaceFile(folder, file.name, withHeader(file, await file.render()));
      written += 1;
    }
    const wanted = new Set(files.map((file) => file.name));
    for (const name of present) {
      if (!wanted.has(name) && (await isStale(folder, name))) await rm(join(folder, name), { force: true });
    }
    return written;
  });
}

/** @throws EngineError `storage_failed` */
export async function removeFolder(folder: string, subject: string): Promise<void> {
  await guardStorage(`remove the typed API of "${subject}"`, () => rm(folder, { force: true, recursive: true }));
}

/** Writes one file if its text differs. @throws EngineError `storage_failed` */
export async function writeTextFile(folder: string, name: string, text: string): Promise<void> {
  await guardStorage(`write "${name}" of the typed APIs`, async () => {
    await makeFolder(folder);
    const present = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (present !== text) await replaceFile(folder, name, text);
  });
}

/** A digest from the first lines of a file; undefined where it has none or is no plain file. */
async function readDigest(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.toString("utf8", 0, bytesRead);
    return new RegExp(`${digestMark}([0-9a-f]{16,64})\\b`).exec(head)?.[1];
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function withHeader(file: ApiFile, text: string): string {
  const note = `Written by Sluice from the server's tool list; edits are lost. ${digestMark}${file.digest}`;
  return file.name.endsWith(".md") ? `<!-- ${note} -->\n\n${text}` : `// ${note}\n${text}`;
}

/** A link in the place of the folder would lead our writes elsewhere. */
async function createFolder(folder: string, subject: string): Promise<void> {
  await makeFolder(folder);
  const stats = await lstat(folder);
  if (stats.isDirectory()) return;
  const reason = stats.isSymbolicLink() ? "its folder is a link, remove it from the generated folder" : reasons.ENOTDIR;
  throw new EngineError("storage_failed", `Cannot write the typed API of "${subject}": ${reason}`);
}

/** Not `recursive`: Node goes on for ever where a file system has no folder at any level, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  const isMissing = await mkdir(folder).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      if (error.code === "ENOENT" && dirname(folder) !== folder) return true;
      throw error;
    },
  );
  if (!isMissing) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Ours and no longer wanted. A temporary file may belong to another gateway that is writing: only old ones go. */
async function isStale(folder: string, name: string): Promise<boolean> {
  if (name.endsWith(".ts") || name === "README.md") return true;
  if (!/^\.[0-9a-f]{12}\.tmp$/.test(name)) return false;
  const stats = await lstat(join(folder, name)).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > staleAfterMs;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full, free some space or set folders.generated to another disk",
  EDQUOT: "the disk quota is used up, free some space or set folders.generated to another disk",
  EACCES: "the generated folder is not writable, change its permissions or set folders.generated",
  EPERM: "the generated folder is not writable, change its permissions or set folders.generated",
  EROFS: "the file system is read-only, set folders.generated to a writable folder",
  ENOENT: "the generated folder cannot be created there, set folders.generated to another one",
  ENOTDIR: "a file stands where a folder is needed, remove it from the generated folder",
  EEXIST: "a file stands where a folder is needed, remove it from the generated folder",
  EISDIR: "a folder stands where a file is needed, remove it from the generated folder",
  EMFILE: "too many files are open, raise the limit of open files",
  ENFILE: "too many files are open, raise the limit of open files",
};

/** Turns what the file system answers into one sentence, without paths. @throws EngineError `storage_failed` */
export async function guardStorage<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason =
      reasons[code] ?? `the file system answered ${code === "" ? "with an error" : code}, check the generated folder`;
    throw new EngineError("storage_failed", `Cannot ${action}: ${reason}`, { cause: error });
  }
}
