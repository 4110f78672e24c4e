import type { Compiler } from "@sluice/contracts";
import { compileProgram } from "./compile-program.ts";
import { ParseGuard } from "./parse-guard.ts";
import { ProgramCache } from "./program-cache.ts";
import { toSkillModule } from "./to-skill-module.ts";
import { TypeChecker, type TypeCheckerOptions } from "./typecheck/type-checker.ts";

export interface CreateCompilerOptions {
  /** For one type check, in milliseconds. @default 2000 */
  readonly typecheckDeadlineMs?: number;
  /** Compiled programs kept. @default 256 */
  readonly cacheEntries?: number;
  /** Told of a child that may not notice the end of this process; what it returns is called when the child has ended. */
  readonly watchProcess?: (pid: number) => () => void;
  /** Starts what answers type checks; replaced in tests. */
  readonly createTypeServer?: TypeCheckerOptions["createServer"];
}

/** Agent source to one checked module. Starts its child processes on first need; `close` ends them. */
export function createCompiler(options: CreateCompilerOptions = {}): Compiler {
  const guard = new ParseGuard();
  const checker = new TypeChecker({
    ...(options.typecheckDeadlineMs === undefined ? {} : { deadlineMs: options.typecheckDeadlineMs }),
    ...(options.watchProcess === undefined ? {} : { watchProcess: options.watchProcess }),
    ...(options.createTypeServer === undefined ? {} : { createServer: options.createTypeServer }),
  });
  const cache = new ProgramCache(options.cacheEntries ?? 256);
  return {
    async compile(request) {
      const known = await cache.find(request);
      if (known !== undefined) return known;
      const { program, used } = await compileProgram(request, { guard, checker });
      if (program.kind === "compiled" && used !== undefined) await cache.add(request, program, used);
      return program;
    },
    toSkillModule: (code, language) => toSkillModule(code, language, guard),
    async close() {
      guard.close();
      checker.close();
    },
  };
}
