import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Everything about a tree that somebody could have changed, one line a file. Links are never followed. */
export function snapshot(...roots: readonly string[]): readonly string[] {
  return roots.flatMap(listTree).map(describe);
}

/** Names, modes and owners alone, of a tree whose files may be written by those who may. */
export function snapshotModes(...roots: readonly string[]): readonly string[] {
  return roots.flatMap(listTree).map(describeMode);
}

function listTree(path: string): readonly string[] {
  if (!lstatSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return [path, ...names.flatMap((name) => listTree(join(path, name)))];
}

function describeMode(path: string): string {
  const { mode, uid, gid } = lstatSync(path);
  return [path, mode.toString(8), uid, gid].join(" ");
}

function describe(path: string): string {
  const stats = lstatSync(path);
  const content = stats.isSymbolicLink()
    ? readlinkSync(path)
    : stats.isFile()
      ? createHash("sha256").update(readFileSync(path)).digest("hex")
      : "";
  return [describeMode(path), stats.mtimeMs, content].join(" ");
}
