import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, isAbsolute, join } from "node:path";

/** The executable itself, not the package's JavaScript shim: a shim would put a Node between us and the process. */
export function findDenoPath(): string {
  const require = createRequire(import.meta.url);
  const isMac = process.platform === "darwin";
  const platform = isMac ? `darwin-${process.arch}` : `${process.platform}-${process.arch}-glibc`;
  const beside = join(dirname(require.resolve("deno/package.json")), "deno");
  try {
    const packaged = join(dirname(createRequire(beside).resolve(`@deno/${platform}/package.json`)), "deno");
    if (existsSync(packaged)) return packaged;
  } catch {
    // Not installed for this platform: the other place may still have it, and the first start says so if not.
  }
  return beside;
}

/** A helper program of the system; absolute folders of PATH only, so that nothing in the current folder is run. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/bin", "/usr/bin", "/bin"];
  for (const folder of folders) {
    if (!isAbsolute(folder) || folder.includes("node_modules")) continue;
    const path = join(folder, name);
    if (existsSync(path)) return path;
  }
  return undefined;
}
