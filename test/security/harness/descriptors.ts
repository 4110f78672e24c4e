import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { descendantsOf } from "../../fixtures/processes.ts";

const PIPES_OF_A_CHILD = 3;

/** Descriptors of this process but those that it holds for its living children: their pipes and their figures. */
export function countDescriptors(): number {
  if (process.platform !== "linux") return 0;
  const children = descendantsOf(process.pid).filter(({ parent }) => parent === process.pid);
  return listTargets().filter((target) => !isOfLivingProcess(target)).length - children.length * PIPES_OF_A_CHILD;
}

function listTargets(): readonly string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

function isOfLivingProcess(target: string): boolean {
  const pid = /^\/proc\/(\d+)\//.exec(target)?.[1];
  return pid !== undefined && existsSync(`/proc/${pid}`);
}
