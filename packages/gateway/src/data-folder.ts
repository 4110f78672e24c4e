import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

/** Made once; readable by the owner alone. */
export function readAdminToken(dir: string): string {
  const file = join(dir, ADMIN_FILE);
  const known = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (known !== "") return known;
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

export interface RunningGateway {
  readonly url: string;
  readonly pid: number;
  readonly instance: string;
}

/** Where the command line finds the gateway of this data folder. */
export function announceGateway(dir: string, gateway: RunningGateway): void {
  writeFileSync(join(dir, GATEWAY_FILE), `${JSON.stringify(gateway)}\n`, { mode: 0o600 });
}

export function withdrawGateway(dir: string): void {
  rmSync(join(dir, GATEWAY_FILE), { force: true });
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
