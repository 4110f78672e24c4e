// A registry mirror that lacks the packages of other platforms makes a lock file that lacks them too, and npm then
// never installs them there. This names them again: node test/complete-lock-file.ts
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export type LockPackages = Record<string, LockEntry>;

export interface MissingPackage {
  /** Key in the lock file where npm would put it. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Whether only development needs it. */
  readonly isDev: boolean;
}

export const lockFile: string = fileURLToPath(new URL("../package-lock.json", import.meta.url));

/** Optional dependencies that the lock file names and does not hold. */
export function findMissing(packages: LockPackages): readonly MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const [path, { dev = false, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      // Beside its dependent: where two versions of a dependent exist, each has its own.
      const parent = path.slice(0, path.lastIndexOf("node_modules/"));
      const own = `${parent}node_modules/${name}`;
      const isThere = [own, `node_modules/${name}`].some((key) => packages[key]?.version === version);
      if (!isThere && /^\d/.test(version)) missing.set(own, { path: own, name, version, isDev: dev });
    }
  }
  return [...missing.values()];
}

const platforms = ["aix", "android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

/** Reads platform and processor from a name such as `@deno/linux-arm64-glibc`; undefined where it tells none. */
export function toLockEntry({ name, version, isDev }: MissingPackage): LockEntry | undefined {
  const words = name.split(/[/-]/);
  const os = platforms.find((platform) => words.includes(platform));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.some((word) => word.startsWith("gnu") || word === "glibc")
      ? "glibc"
      : undefined;
  return {
    version,
    cpu: [cpu],
    ...(isDev ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

function main(): void {
  const lock = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: LockPackages };
  const missing = findMissing(lock.packages);
  for (const one of missing) {
    const entry = toLockEntry(one);
    if (entry === undefined)
      throw new Error(`Cannot tell the platform of "${one.name}": add it to the lock file by hand`);
    lock.packages[one.path] = entry;
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} packages of other platforms added to package-lock.json`);
}

if (import.meta.main) main();
