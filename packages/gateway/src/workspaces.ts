import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { EngineError, type SessionKey } from "@sluice/contracts";

/** For passing through: processes run as another user where the gateway is root. */
const PASSING = 0o711;

/** One folder a session, named by its opaque key. */
export function createWorkspaces(dir: string): (session: SessionKey) => Promise<string> {
  return async (session) => {
    const folder = join(dir, session);
    try {
      await mkdir(dir, { recursive: true, mode: PASSING });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new EngineError(
        "storage_failed",
        "Cannot create the session's workspace: the workspaces folder cannot be written",
        { cause },
      );
    }
    return folder;
  };
}
