import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { type CredentialStore, EngineError } from "@sluice/contracts";
import { type Cipher, createCipher } from "./cipher.ts";
import { isBusy, toStorageError } from "./storage-error.ts";
import { parseKey, readKeyFile } from "./store-key.ts";

export interface OpenCredentialStoreOptions {
  /** The data folder: what lies there is shared by all its gateways. */
  readonly dir: string;
  /** As of `openStore()`. @default the file `store.key` in `dir`, made on first use */
  readonly key?: string;
}

const FOLDER = "credentials";
const LOCK_RETRY_MS = 25;
const MAX_BYTES = 1024 * 1024;

/**
 * One sealed file per server, replaced whole. Opens nothing before the first use, so a gateway without logins needs
 * neither key nor folder. Unlike the database it is not held by one process: gateways in numbered folders share it.
 */
export function openCredentialStore(options: OpenCredentialStoreOptions): CredentialStore {
  const { dir } = options;
  const folder = join(dir, FOLDER);
  let cipher: Cipher | undefined;
  const getCipher = (): Cipher => {
    cipher ??= createCipher(
      options.key === undefined
        ? readKeyFile(dir, !existsSync(join(dir, "store.db")))
        : parseKey(options.key, "SLUICE_KEY"),
    );
    return cipher;
  };
  const attempt = <T>(action: string, server: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStorageError(`${action} the login of server "${server}"`, error);
    }
  };

  return {
    async read(server) {
      return attempt("read", server, () => {
        const sealed = readIfThere(join(folder, `${toFileName(server)}.sealed`));
        return sealed === undefined ? undefined : getCipher().openJson(placeOf(server), sealed);
      });
    },
    async write(server, value) {
      attempt("write", server, () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const sealed = getCipher().sealJson(placeOf(server), value);
        if (sealed.length > MAX_BYTES) {
          throw new EngineError("storage_failed", `Cannot write the login of server "${server}": it is too large`);
        }
        replaceFile(folder, `${toFileName(server)}.sealed`, sealed);
      });
    },
    async erase(server) {
      attempt("erase", server, () => rmSync(join(folder, `${toFileName(server)}.sealed`), { force: true }));
    },
    async withLock(server, work, signal) {
      const release = await lock(folder, server, signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

/** SQLite's lock on an empty file: the operating system frees it however its holder ends. */
async function lock(folder: string, server: string, signal: AbortSignal | undefined): Promise<() => void> {
  for (;;) {
    signal?.throwIfAborted();
    let db: DatabaseSync | undefined;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${toFileName(server)}.lock`);
      createPrivateFile(path);
      db = new DatabaseSync(path, { timeout: 0 });
      const held = db;
      held.exec("BEGIN EXCLUSIVE");
      return () => held.close();
    } catch (error) {
      db?.close();
      if (!isBusy(error)) throw toStorageError(`lock the login of server "${server}"`, error);
    }
    await setTimeout(LOCK_RETRY_MS);
  }
}

/** Never opens one that exists: closing it would drop a lock that this process holds. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
  }
}

/** Some file systems take `CRM` and `crm` for one name. */
function toFileName(server: string): string {
  const digest = createHash("sha256").update(server).digest("hex").slice(0, 8);
  return `${server.toLowerCase().replace(/[^a-z0-9_-]/g, "_")}-${digest}`;
}

function placeOf(server: string): string {
  return `credentials/${server}`;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whoever reads meanwhile sees the old or the new file, never half of one. */
function replaceFile(folder: string, name: string, bytes: Uint8Array): void {
  const draft = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, join(folder, name));
  } finally {
    rmSync(draft, { force: true });
  }
}
