export type { CallAnswer } from "./call-tool.ts";
export { cutJson } from "./cut-json.ts";
export type { Caller, EngineDeps, Log, NetworkRequest, RunHooks } from "./deps.ts";
export { type ApprovalDecision, Engine } from "./engine.ts";
export type { EngineAnswer } from "./run-records.ts";
