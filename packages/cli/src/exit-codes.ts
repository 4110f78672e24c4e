import { type ErrorCode, errorTable } from "@sluice/contracts";

/** Documented in docs/CLI.md. */
export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** A run that waits for a person is neither done nor failed. */
export const EXIT_WAITING = 10;
export const EXIT_INTERNAL = 70;

export function toExitCode(code: string): number {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode].exitCode : EXIT_FAILED;
}
