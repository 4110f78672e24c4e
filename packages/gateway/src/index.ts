export { type ConfigFlags, type ResolvedConfig, readConfig } from "./config.ts";
export { findAnnounced, type RunningGateway, readAdminToken } from "./data-folder.ts";
export { type Gateway, type GatewayOptions, openGateway } from "./gateway.ts";
export { ADMIN_PRINCIPAL, LOCAL_PRINCIPAL } from "./http/guard.ts";
export { createLog, isLogThreshold, type LogThreshold } from "./log.ts";
export { surfaceDefinitions } from "./mcp/tool-definitions.ts";
export { version } from "./version.ts";
