import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { descendantsOf } from "../../fixtures/processes.ts";

/** What a parent may have given its child: standard input, output and error, and a channel. */
const GIVEN = [0, 1, 2, 3] as const;

/** Descriptors of this process but those that it holds for its living children: their pipes and their figures. */
export function countDescriptors(): number {
  if (process.platform !== "linux") return 0;
  const inherited = new Set(GIVEN.slice(0, 3).map((fd) => readTarget("self", fd)));
  const pipes = descendantsOf(process.pid)
    .filter(({ parent }) => parent === process.pid)
    .flatMap(({ pid }) => GIVEN.map((fd) => readTarget(pid, fd)))
    .filter((target) => /^(?:pipe|socket):/.test(target) && !inherited.has(target));
  return listTargets().filter((target) => !isOfLivingProcess(target)).length - pipes.length;
}

function listTargets(): readonly string[] {
  return readdirSync("/proc/self/fd")
    .map((fd) => readTarget("self", Number(fd)))
    .filter((target) => target !== "");
}

/** Empty where there is none. */
function readTarget(pid: number | "self", fd: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return "";
  }
}

function isOfLivingProcess(target: string): boolean {
  const pid = /^\/proc\/(\d+)\//.exec(target)?.[1];
  return pid !== undefined && existsSync(`/proc/${pid}`);
}
