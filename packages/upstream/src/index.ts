export type {
  BackoffSettings,
  ElicitAnswer,
  ElicitRequest,
  HttpServerSettings,
  ServerLogLine,
  ServerSettings,
  StdioServerSettings,
  UpstreamLimits,
  UpstreamOptions,
} from "./options.ts";
export { unwrapResult } from "./unwrap-result.ts";
export { createUpstream } from "./upstream.ts";
