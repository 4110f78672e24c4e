import { fork } from "node:child_process";
import { join } from "node:path";
import { benchDir } from "./root.ts";

/** Runs a program of the bench in a process of its own and returns the one message that it sends. */
export function forkReport<Report>(
  program: string,
  args: Readonly<Record<string, string | number>>,
  nodeFlags: readonly string[] = [],
): Promise<Report> {
  const given = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = fork(join(benchDir, program), given, {
    execArgv: [...nodeFlags],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    let report: Report | undefined;
    child.once("message", (message) => {
      report = message as Report;
    });
    child.once("error", reject);
    child.once("exit", (status) => {
      if (report === undefined) reject(new Error(`Cannot measure: ${program} ended with ${status}`));
      else resolve(report);
    });
  });
}
