export { compilerRules, type RuleInfo } from "./check-rules.ts";
export { type CreateCompilerOptions, createCompiler } from "./create-compiler.ts";
