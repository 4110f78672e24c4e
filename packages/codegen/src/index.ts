export { type CodegenOptions, createCodegen, type FileCodegen } from "./codegen.ts";
