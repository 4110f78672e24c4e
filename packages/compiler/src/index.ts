export { createCompiler } from "./create-compiler.ts";
