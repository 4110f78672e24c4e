import { isEngineError, toPublicError } from "@sluice/contracts";
import { EXIT_INTERNAL, EXIT_USAGE, toExitCode } from "./exit-codes.ts";
import { printSafe } from "./print.ts";
import { createProgram } from "./program.ts";

try {
  await createProgram()
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
    .parseAsync();
} catch (error) {
  const isJson = process.argv.includes("--json");
  const shown = isEngineError(error) ? { code: error.code, message: error.message } : toPublicError(error);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: shown })}\n`);
  else process.stderr.write(`sluice: ${printSafe(shown.message)}\n`);
  if (!isEngineError(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = isEngineError(error) ? toExitCode(error.code) : EXIT_INTERNAL;
}
