import { type Dirent, lchownSync, lstatSync, readdirSync, readlinkSync, type Stats } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** So many entries are looked at before other work gets a turn. */
const ENTRIES_PER_TURN = 400;
const BLOCK_BYTES = 512;

export interface WorkspaceUse {
  readonly bytes: number;
  readonly files: number;
  /** Links that lead out of the folder, by their path in it. */
  readonly outwardLinks: readonly string[];
}

export interface ScanOptions {
  /** Gives what is ours to the user that processes run as. */
  readonly uid?: number | undefined;
}

/** Counts what a folder holds without ever following a link. What vanishes meanwhile is not counted. */
export async function scanWorkspace(root: string, options: ScanOptions = {}): Promise<WorkspaceUse> {
  let bytes = 0;
  let files = 0;
  let seen = 0;
  const outwardLinks: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readFolder(folder)) {
      const path = join(folder, entry.name);
      const stats = lstatQuietly(path);
      if (stats === undefined) continue;
      files++;
      bytes += stats.blocks * BLOCK_BYTES;
      if (stats.isSymbolicLink() && leadsOut(root, path)) outwardLinks.push(relative(root, path));
      if (stats.isDirectory()) folders.push(path);
      handOver(path, stats, options.uid);
      if (++seen % ENTRIES_PER_TURN === 0) await new Promise((done) => setImmediate(done));
    }
  }
  return { bytes, files, outwardLinks };
}

/** Before a process starts in the folder: until it is that user's, the process cannot enter. What is inside is `scanWorkspace`'s. */
export function giveFolder(root: string, uid: number | undefined): void {
  handOver(root, lstatQuietly(root), uid);
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function lstatQuietly(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** A file with a second name may be somebody's outside the folder: it keeps its owner. */
function handOver(path: string, stats: Stats | undefined, uid: number | undefined): void {
  if (uid === undefined || stats === undefined || stats.uid === uid) return;
  if (!stats.isDirectory() && !(stats.isFile() && stats.nlink === 1)) return;
  try {
    lchownSync(path, uid, uid);
  } catch {
    // Gone, or on a file system without owners: the process will say what it cannot open.
  }
}

function leadsOut(root: string, link: string): boolean {
  try {
    const target = resolve(dirname(link), readlinkSync(link));
    return target !== root && !target.startsWith(`${root}/`);
  } catch {
    return false;
  }
}
