export { createSandbox, openSandbox } from "./create-sandbox.ts";
export type { SandboxOptions } from "./sandbox-options.ts";
