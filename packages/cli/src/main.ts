import { EngineError, isEngineError, toPublicError } from "@sluice/contracts";
import { CommanderError } from "commander";
import { EXIT_INTERNAL, EXIT_OK, EXIT_USAGE, toExitCode } from "./exit-codes.ts";
import { printSafe } from "./print.ts";
import { createProgram } from "./program.ts";

// A reader that went away (`| head`) ends no work and is no fault; a full disk is told like any other.
process.stdout.on("error", () => undefined);
process.stdout.once("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") return;
  process.stderr.write(`sluice: Cannot write the result: ${code === "ENOSPC" ? "the disk is full" : message}\n`);
  // The command does not know and ends with its own code.
  process.once("exit", () => {
    process.exitCode = toExitCode("storage_failed");
  });
});
process.stderr.on("error", () => undefined);

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? toUsageExitCode(error) : report(error);
}

/** Commander has printed its own words already. */
function toUsageExitCode(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
}

function report(thrown: unknown): number {
  const error = isCwdGone(thrown)
    ? new EngineError("bad_input", "Cannot start here: the working directory was removed; change to one that is there")
    : thrown;
  const isJson = process.argv.includes("--json");
  const shown = isEngineError(error) ? { code: error.code, message: error.message } : toPublicError(error);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: shown })}\n`);
  else process.stderr.write(`sluice: ${printSafe(shown.message)}\n`);
  if (!isEngineError(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return isEngineError(error) ? toExitCode(error.code) : EXIT_INTERNAL;
}

function isCwdGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === "uv_cwd";
}
