import { readdirSync, readFileSync } from "node:fs";
import { findProgram } from "./deno-path.ts";
import type { Launch } from "./launch.ts";

const O_CLOEXEC = 0o2000000;

/**
 * Descriptors that a child of ours would inherit besides the ones it is given. Node marks its own to close, but not
 * what its parent left open above a gap; code in the process could adopt such a pipe or socket.
 */
export function findStrayDescriptors(): number[] {
  if (process.platform !== "linux") return [];
  const strays: number[] = [];
  for (const name of readdirSync("/proc/self/fdinfo")) {
    const fd = Number(name);
    if (fd > 2 && isInheritable(fd)) strays.push(fd);
  }
  return strays;
}

function isInheritable(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    return false;
  }
}

/** Closes strays on the way to the command; costs nothing where there are none. */
export function withoutStrays(launch: Launch, strays: readonly number[], shell = findProgram("bash")): Launch {
  const unwanted = strays.filter((fd) => fd >= 3 + launch.files.length);
  if (unwanted.length === 0 || shell === undefined) return launch;
  const script = `exec ${unwanted.map((fd) => `${fd}>&-`).join(" ")}; exec "$@"`;
  return { ...launch, command: shell, args: ["--norc", "-c", script, "sandbox", launch.command, ...launch.args] };
}
