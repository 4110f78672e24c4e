import { existsSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the newest gateway of this process has the scripts that its sandbox processes run. */
export function findGuestDir(): string {
  const root = process.platform === "linux" ? "/dev/shm" : tmpdir();
  const [newest] = readdirSync(root)
    .filter((name) => name.startsWith(`sluice-sandbox-${process.pid}-`))
    .map((name) => join(root, name, "guest"))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).ctimeMs - statSync(a).ctimeMs);
  if (newest === undefined) throw new Error("Cannot find the scripts of the sandbox's processes");
  return newest;
}
