import { EngineError, isEngineError } from "@sluice/contracts";

const sqlite = { busy: 5, locked: 6, readonly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 };
const noSpace = "the disk is full, free some space";
const noRights = "this user may not write there, give it the data folder or name another one";
const inUse = "another program holds the database locked, stop it or use another data folder";
const damaged = "the database file is damaged, restore it from a copy or move the data folder away";

const bySqliteCode: Readonly<Record<number, string>> = {
  [sqlite.busy]: inUse,
  [sqlite.locked]: inUse,
  [sqlite.readonly]: noRights,
  [sqlite.ioError]: "the disk reports an error, look at the system's log",
  [sqlite.corrupt]: damaged,
  [sqlite.full]: noSpace,
  [sqlite.cantOpen]: noRights,
  [sqlite.notADatabase]: damaged,
};

const bySystemCode: Readonly<Record<string, string>> = {
  ENOSPC: noSpace,
  EDQUOT: "the disk quota is used up, free some space",
  EFBIG: "the file grew over the size this user may write, raise that limit",
  EACCES: noRights,
  EPERM: noRights,
  EROFS: "the file system is read-only, name another data folder",
  EEXIST: "a file is where the data folder should be, name another data folder",
  ENOTDIR: "a part of the path to the data folder is a file, name another data folder",
  EMFILE: "too many files are open, raise the limit (ulimit -n)",
  ENFILE: "too many files are open on this machine",
  EIO: "the disk reports an error, look at the system's log",
};

/** `action` completes "Cannot …". Engine errors pass unchanged. */
export function toStorageError(action: string, error: unknown): EngineError {
  if (isEngineError(error)) return error;
  return new EngineError("storage_failed", `Cannot ${action}: ${reasonOf(error)}`, { cause: error });
}

export function isBusy(error: unknown): boolean {
  const code = primarySqliteCode(error);
  return code === sqlite.busy || code === sqlite.locked;
}

/** A row with that key is there already. */
export function isDuplicate(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return code === 1555 || code === 2067;
}

function reasonOf(error: unknown): string {
  const sqliteCode = primarySqliteCode(error);
  if (sqliteCode !== undefined)
    return bySqliteCode[sqliteCode] ?? `the database answered with error ${sqliteCode}, see the log`;
  const systemCode = (error as { code?: unknown })?.code;
  if (typeof systemCode === "string") return bySystemCode[systemCode] ?? `the system answered ${systemCode}`;
  return "an unexpected error, see the log";
}

function primarySqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  // The low byte is the primary code; the rest refines it.
  return typeof code === "number" ? code & 0xff : undefined;
}
