import type { Compiler } from "@sluice/contracts";
import { compileProgram } from "./compile-program.ts";
import { ParseGuard } from "./parse-guard.ts";

export function createCompiler(): Compiler {
  const guard = new ParseGuard();
  return {
    async compile(request) {
      return (await compileProgram(request, { guard })).program;
    },
    async close() {},
  };
}
