import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where system packages put programs that a user's PATH may leave out. */
export const systemFolders = [
  "/usr/sbin",
  "/usr/bin",
  "/usr/local/sbin",
  "/usr/local/bin",
  "/opt/homebrew/bin",
] as const;

/** Full path of a program in PATH or in the system's folders. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...systemFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
