import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError, isJsonObject } from "@sluice/contracts";

export const SECRETS_FILE = "secrets.json";
const MAX_BYTES = 1024 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Names and values for `${NAME}` in the configuration, for whoever does not want them in the environment.
 * @throws EngineError `bad_config` where others may read the file, or it is not what it should be; never with a value
 */
export function readSecrets(dataDir: string): Readonly<Record<string, string>> {
  const file = join(dataDir, SECRETS_FILE);
  const refuse = (why: string, cause?: unknown): EngineError =>
    new EngineError("bad_config", `Cannot use the secrets in "${file}": ${why}`, { cause });
  let text: string;
  try {
    const { mode, size } = statSync(file);
    // Windows has no such bits.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw refuse(`others on this machine may read it (mode ${(mode & 0o777).toString(8)}); run chmod 600 on it`);
    }
    if (size > MAX_BYTES) throw refuse(`it is over ${MAX_BYTES} bytes`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    if (error instanceof EngineError) throw error;
    // Mostly the gateway's folder, asked for by somebody else.
    if (code === "EACCES") throw refuse("this user may not read the data folder; be its owner, or name another one");
    throw refuse(code ?? "it cannot be read", error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words would repeat a piece of it.
    throw refuse("it is not JSON");
  }
  if (!isJsonObject(value)) throw refuse("it must hold one object of names and texts");
  for (const [name, secret] of Object.entries(value)) {
    if (!NAME.test(name)) throw refuse(`"${name.slice(0, 80)}" is no name; use letters, digits and _`);
    if (typeof secret !== "string") throw refuse(`the value of ${name} is not a text`);
  }
  return value as Record<string, string>;
}

/** Adds to what is there; a name that has another value already is refused. @throws EngineError `bad_config`, `storage_failed` */
export function addSecrets(dataDir: string, added: Readonly<Record<string, string>>): void {
  const before = readSecrets(dataDir);
  for (const [name, value] of Object.entries(added)) {
    if (Object.hasOwn(before, name) && before[name] !== value) {
      throw new EngineError("bad_config", `Cannot add the secret ${name}: there is another one of that name`);
    }
  }
  const draft = join(dataDir, `.${SECRETS_FILE}.${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify({ ...before, ...added }, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(draft, join(dataDir, SECRETS_FILE));
  } catch (cause) {
    throw new EngineError("storage_failed", "Cannot write the secrets: the data folder cannot be written", { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}
