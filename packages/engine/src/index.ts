export { isBuiltIn } from "./built-in-tools.ts";
export type { CallAnswer } from "./call-tool.ts";
export { cutJson } from "./cut-json.ts";
export type { Caller, EngineDeps, Log, NetworkRequest, RunHooks } from "./deps.ts";
export { Engine } from "./engine.ts";
export type { ApprovalDecision, Operations } from "./operations.ts";
export type { ReplayAnswer, ReplayRequest } from "./replay-run.ts";
export type { EngineAnswer } from "./run-records.ts";
export type { WorkflowStatus } from "./workflows.ts";
