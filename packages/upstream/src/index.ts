export type { CircuitSettings } from "./call-circuit.ts";
export type { Login } from "./oauth/login.ts";
export type { LoginRequest } from "./oauth/logins.ts";
export type {
  BackoffSettings,
  HttpServerSettings,
  OAuthSettings,
  ServerLogLine,
  ServerSettings,
  StdioServerSettings,
  UpstreamLimits,
  UpstreamOptions,
} from "./options.ts";
export { Reaper } from "./reaper.ts";
export { unwrapResult } from "./unwrap-result.ts";
export { createUpstream, type McpUpstream } from "./upstream.ts";
