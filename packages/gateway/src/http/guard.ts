import { createHash, timingSafeEqual } from "node:crypto";
import type { Caller } from "@sluice/engine";
import type { Context, MiddlewareHandler } from "hono";
import { isLoopback, type ResolvedConfig } from "../config.ts";

export interface GuardVariables {
  caller: Caller;
}

export const LOCAL_PRINCIPAL = "local";

/** Refuses foreign Host and Origin headers on every route: a page in a browser must not reach a gateway on loopback. */
export function checkHostAndOrigin(config: ResolvedConfig): MiddlewareHandler {
  const { allowedHosts, allowedOrigins, host } = config.http;
  const hosts = new Set([...allowedHosts, ...(isLoopback(host) ? [] : [host])].map((name) => name.toLowerCase()));
  const origins = new Set(allowedOrigins.map((origin) => new URL(origin).origin));
  const isKnownHost = (name: string): boolean => isLoopback(name) || hosts.has(name.toLowerCase());
  return async (context, next) => {
    const hostName = hostNameOf(context.req.header("host"));
    if (hostName === undefined || !isKnownHost(hostName))
      return refuse(
        context,
        403,
        `Host "${context.req.header("host") ?? ""}" is not allowed; an admin can add it to http.allowedHosts`,
      );
    const origin = context.req.header("origin");
    if (origin !== undefined && !isKnownOrigin(origin, origins))
      return refuse(context, 403, "This Origin is not allowed; an admin can add it to http.allowedOrigins");
    await next();
    return undefined;
  };
}

function isKnownOrigin(origin: string, origins: ReadonlySet<string>): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (
    origins.has(url.origin) || (url.protocol.startsWith("http") && isLoopback(url.hostname.replace(/^\[|\]$/g, "")))
  );
}

/** The name in a Host header, without port; undefined for what no browser or client would send. */
function hostNameOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::\d{1,5})?$/.exec(header ?? "");
  return match?.[1] ?? match?.[2];
}

export const ADMIN_PRINCIPAL = "admin/local";
/** With the admin token: whom to act for. */
const PRINCIPAL_HEADER = "x-sluice-principal";

/**
 * Bearer token to principal; without configured tokens everyone on loopback is `local`.
 * The admin token lies in the data folder, readable by its owner alone; it is how the command line decides approvals.
 */
export function authenticate(
  config: ResolvedConfig,
  adminToken: string,
): MiddlewareHandler<{ Variables: GuardVariables }> {
  const tokens = Object.entries(config.http.tokens ?? {}).map(([principal, token]) => ({
    principal,
    digest: digest(token),
  }));
  const admin = digest(adminToken);
  return async (context, next) => {
    const given = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    const caller = findCaller(given === undefined ? undefined : digest(given), context.req.header(PRINCIPAL_HEADER));
    if (caller === undefined) {
      context.header("WWW-Authenticate", 'Bearer realm="sluice"');
      return refuse(context, 401, "Send a token of http.tokens as Authorization: Bearer …");
    }
    context.set("caller", caller);
    await next();
    return undefined;
  };

  function findCaller(given: Buffer | undefined, actsFor: string | undefined): Caller | undefined {
    if (given !== undefined && timingSafeEqual(admin, given))
      return { principal: actsFor ?? ADMIN_PRINCIPAL, isAdmin: true };
    const found = given === undefined ? undefined : tokens.find((token) => timingSafeEqual(token.digest, given));
    if (found !== undefined) return { principal: found.principal };
    return tokens.length === 0 ? { principal: LOCAL_PRINCIPAL } : undefined;
  }
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function refuse(context: Context, status: 401 | 403, message: string): Response {
  return context.json({ error: { code: status === 401 ? "unauthenticated" : "denied", message } }, status);
}
