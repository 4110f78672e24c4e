import type { EventBus } from "@sluice/contracts";
import { Hono } from "hono";
import type { ResolvedConfig } from "../config.ts";
import type { Metrics } from "../metrics.ts";
import { type ApiParts, createApiRoutes } from "./api-routes.ts";
import { createEventRoutes } from "./events-routes.ts";
import { authenticate, checkHostAndOrigin, type GuardVariables } from "./guard.ts";
import { createMcpEndpoint } from "./mcp-endpoint.ts";

export interface AppParts extends ApiParts {
  readonly config: ResolvedConfig;
  readonly events: EventBus;
  readonly metrics: Metrics;
  readonly version: string;
  readonly adminToken: string;
  /** Names this gateway to its own command line. */
  readonly instance: string;
}

export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** `GET /healthz`: what others build on. */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

export function createApp(parts: AppParts): App {
  const { config, version } = parts;
  const mcp = createMcpEndpoint(parts);

  const app = new Hono<{ Variables: GuardVariables }>();
  app.use(checkHostAndOrigin(config));
  app.get("/healthz", (context) => context.json({ status: "ok", name: "sluice", version, instance: parts.instance }));
  app.use(authenticate(config, parts.adminToken));
  app.all("/mcp", (context) => mcp.fetch(context.req.raw, context.get("caller")));
  app.route("/", createEventRoutes(parts.events));
  app.get(
    "/metrics",
    async () => new Response(await parts.metrics.print(), { headers: { "content-type": parts.metrics.contentType } }),
  );
  app.route("/api", createApiRoutes(parts));
  app.get("/", (context) =>
    context.text(
      `Sluice ${version}\n\nMCP      ${new URL("/mcp", context.req.url)}\nEvents   ${new URL("/events", context.req.url)}\nMetrics  ${new URL("/metrics", context.req.url)}\nHealth   ${new URL("/healthz", context.req.url)}\n`,
    ),
  );
  app.notFound((context) =>
    context.json({ error: { code: "not_found", message: `There is no ${context.req.path}; see /` } }, 404),
  );
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  return { fetch: app.fetch, routes: [...routes], close: () => mcp.close() };
}
