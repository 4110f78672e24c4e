import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "@sluice/contracts";
import { toStorageError } from "./storage-error.ts";

const KEY_BYTES = 32;
export const KEY_FILE = "store.key";

/** @throws EngineError `bad_config`; the message never repeats the key */
export function parseKey(text: string, source: string): Uint8Array {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, "hex");
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, "base64");
  throw new EngineError(
    "bad_config",
    `Cannot use the key from ${source}: it is not 32 bytes as 64 hex digits or as base64, make one with \`openssl rand -hex 32\``,
  );
}

/**
 * Reads the data folder's own key, and makes it (readable by this user only) when there is none.
 * @param mayCreate false where a database exists already: a new key could not open it
 */
export function readKeyFile(dir: string, mayCreate: boolean): Uint8Array {
  const path = join(dir, KEY_FILE);
  const found = readIfThere(path);
  if (found !== undefined) return parseKey(found, `the file "${KEY_FILE}"`);
  if (!mayCreate) {
    throw new EngineError(
      "bad_config",
      `Cannot open the store: its key file "${KEY_FILE}" is missing, put it back, set SLUICE_KEY, or move the data folder away to begin anew`,
    );
  }
  return createKeyFile(dir, path);
}

function readIfThere(path: string): string | undefined {
  try {
    const mode = statSync(path).mode & 0o777;
    // Windows has no such bits.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new EngineError(
        "bad_config",
        `Cannot use the key file "${KEY_FILE}": other users of this machine may read it (mode ${mode.toString(8)}), run chmod 600 on it`,
      );
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw toStorageError(`read the key file "${KEY_FILE}"`, error);
  }
}

/** Written whole under another name, then linked: a crash or a second gateway never leaves half a key. */
function createKeyFile(dir: string, path: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  const draft = join(dir, `.${KEY_FILE}.${randomBytes(6).toString("hex")}`);
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      writeSync(file, `${key.toString("hex")}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(draft, path);
    return key;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw toStorageError(`create "${KEY_FILE}"`, error);
    return parseKey(readIfThere(path) ?? "", `the file "${KEY_FILE}"`);
  } finally {
    rmSync(draft, { force: true });
  }
}
