import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError, isEngineError, type Store } from "@sluice/contracts";
import { openStore } from "@sluice/store";

export interface OpenedData {
  readonly store: Store;
  /** The folder in use: the configured one, or a numbered one beside it. */
  readonly dir: string;
}

/** So many gateways of one configuration may run at once, as when several desktop clients spawn their own. */
const MAX_SLOTS = 32;

/**
 * The data folder belongs to one gateway at a time. With `mayShareSlots` a second one takes a numbered folder
 * inside it: its runs and tokens are its own, policies and skills are shared.
 * @throws EngineError `storage_failed`, `bad_config`
 */
export async function openData(dir: string, key: string | undefined, mayShareSlots: boolean): Promise<OpenedData> {
  const options = key === undefined ? {} : { key };
  for (let slot = 1; ; slot++) {
    const folder = slot === 1 ? dir : join(dir, `gateway-${slot}`);
    try {
      return {
        store: await openStore({ dir: folder, ...options, lockWaitMs: mayShareSlots ? 100 : 1000 }),
        dir: folder,
      };
    } catch (error) {
      if (!mayShareSlots || slot >= MAX_SLOTS || !isEngineError(error) || error.details.reason !== "in_use")
        throw error;
    }
  }
}

const ADMIN_FILE = "admin.token";
const GATEWAY_FILE = "gateway.json";

/** Made once; readable by the owner alone. @throws EngineError `bad_config`, `storage_failed` */
export function readAdminToken(dir: string): string {
  const file = join(dir, ADMIN_FILE);
  const known = readKnownToken(file);
  if (known !== undefined) return known;
  const token = randomBytes(32).toString("base64url");
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // Written aside: a process that dies here leaves no empty token, which anybody could present.
    writeFileSync(draft, `${token}\n`, { mode: 0o600, flag: "wx" });
    renameSync(draft, file);
  } catch (cause) {
    throw new EngineError("storage_failed", "Cannot write the admin token: the data folder cannot be written", {
      cause,
    });
  }
  return token;
}

function readKnownToken(file: string): string | undefined {
  const refuse = (why: string, cause?: unknown): EngineError =>
    new EngineError("bad_config", `Cannot use the admin token in "${file}": ${why}`, { cause });
  const another = "remove it, and a new one is made";
  try {
    const token = readFileSync(file, "utf8").trim();
    if (token === "") return undefined;
    if (!/^[!-~]+$/.test(token)) throw refuse(`it holds no token; ${another}`);
    const mode = statSync(file).mode & 0o777;
    // Windows has no such bits.
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw refuse(`other users of this machine may read it (mode ${mode.toString(8)}); ${another}`);
    return token;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (isEngineError(error)) throw error;
    throw refuse(code === "EACCES" ? "this user may not read it; be the gateway's user" : `${code}; ${another}`, error);
  }
}

export interface RunningGateway {
  readonly url: string;
  readonly pid: number;
  readonly instance: string;
}

/** Where the command line finds the gateway of this data folder. @throws EngineError `storage_failed` */
export function announceGateway(dir: string, gateway: RunningGateway): void {
  try {
    writeFileSync(join(dir, GATEWAY_FILE), `${JSON.stringify(gateway)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new EngineError(
      "storage_failed",
      `Cannot announce the gateway: "${GATEWAY_FILE}" in the data folder cannot be written (${(cause as NodeJS.ErrnoException).code})`,
      { cause },
    );
  }
}

export function withdrawGateway(dir: string): void {
  rmSync(join(dir, GATEWAY_FILE), { force: true, recursive: true });
}

export function findAnnounced(dir: string): RunningGateway | undefined {
  try {
    const value = JSON.parse(readFileSync(join(dir, GATEWAY_FILE), "utf8")) as Partial<RunningGateway>;
    if (typeof value.url === "string" && typeof value.pid === "number" && typeof value.instance === "string")
      return value as RunningGateway;
  } catch {
    // No file, or one cut off by a crash: nobody is announced.
  }
  return undefined;
}
