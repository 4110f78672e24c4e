import { spawnSync } from "node:child_process";
import { findProgram } from "./find-program.ts";

/** A program that the tests start for real, and the package that brings it. */
export interface RequiredProgram {
  readonly program: string;
  readonly debian: string;
  readonly homebrew: string;
}

const everywhere: readonly RequiredProgram[] = [
  { program: "nats-server", debian: "nats-server", homebrew: "nats-server" },
];
/** The sandbox has a tier on bubblewrap where the kernel can do that. */
const onLinux: readonly RequiredProgram[] = [{ program: "bwrap", debian: "bubblewrap", homebrew: "" }];

export function requiredPrograms(platform: NodeJS.Platform = process.platform): readonly RequiredProgram[] {
  return platform === "linux" ? [...everywhere, ...onLinux] : everywhere;
}

/** Installs what is missing where that needs no question. @returns one line that says what to do, or undefined when all is there */
export function installPrograms(): string | undefined {
  const missing = findMissing();
  if (missing.length === 0) return undefined;
  const root = findRootCommand();
  if (root !== undefined && findProgram("apt-get") !== undefined) {
    const packages = missing.map((one) => one.debian);
    console.log(`Installing ${packages.join(" and ")} with apt-get`);
    installPackages(root, packages);
  }
  const left = findMissing();
  return left.length === 0 ? undefined : printAdvice(left);
}

/** One line, fit for the platform. */
export function printAdvice(
  missing: readonly RequiredProgram[],
  platform: NodeJS.Platform = process.platform,
  hasApt: boolean = findProgram("apt-get") !== undefined,
): string {
  const names = missing.map((one) => one.program).join(" and ");
  const verb = missing.length === 1 ? "is" : "are";
  const advice =
    platform === "darwin"
      ? `install with: brew install ${missing.map((one) => one.homebrew).join(" ")}`
      : hasApt
        ? `install with: sudo apt-get install ${missing.map((one) => one.debian).join(" ")}`
        : `install ${missing.map((one) => one.debian).join(" and ")} with this system's package manager`;
  return `Cannot run the tests: ${names} ${verb} not installed, ${advice}`;
}

function findMissing(): readonly RequiredProgram[] {
  return requiredPrograms().filter(({ program }) => findProgram(program) === undefined);
}

/** Words to put before a command that needs root; undefined where that would need a password. */
function findRootCommand(): readonly string[] | undefined {
  if (process.platform !== "linux") return undefined;
  if (process.getuid?.() === 0) return [];
  const isFree = findProgram("sudo") !== undefined && spawnSync("sudo", ["-n", "true"]).status === 0;
  return isFree ? ["sudo", "-n"] : undefined;
}

function installPackages(root: readonly string[], packages: readonly string[]): void {
  const apt = [...root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o=Dpkg::Use-Pty=0"];
  const run = (...words: readonly string[]) => {
    const [command = "", ...args] = [...apt, ...words];
    return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  };
  // A fresh machine has no package lists; any other one is spared the download.
  if (run("install", "-y", "--no-install-recommends", ...packages)) return;
  run("update");
  run("install", "-y", "--no-install-recommends", ...packages);
}
