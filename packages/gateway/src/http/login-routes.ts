import { EngineError, toPublicError } from "@sluice/contracts";
import type { Caller } from "@sluice/engine";
import type { McpUpstream } from "@sluice/upstream";
import { Hono } from "hono";
import { stream } from "hono/streaming";
import { z } from "zod";
import type { GuardVariables } from "./guard.ts";
import { parseRequest, readJson } from "./read-request.ts";

const loginBody = z.strictObject({
  scope: z.string().min(1).max(2000).optional(),
  timeoutMs: z.int().min(1000).max(3_600_000).optional(),
});

/** Logins at upstream servers. They are the gateway's, not the caller's, so only admins start or end one. */
export function createLoginRoutes(upstream: McpUpstream): Hono<{ Variables: GuardVariables }> {
  const app = new Hono<{ Variables: GuardVariables }>();
  // Two lines of JSON: where the person goes, and, when that is over, how it went.
  app.post("/servers/:name/login", async (context) => {
    const name = context.req.param("name");
    checkAdmin(context.get("caller"), `log in to server "${name.slice(0, 80)}"`);
    const { scope, timeoutMs } = parseRequest(loginBody, await readJson(context));
    const login = await upstream.login(name, {
      ...(scope === undefined ? {} : { scope }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    context.header("content-type", "application/x-ndjson");
    return stream(context, async (out) => {
      out.onAbort(() => login.cancel());
      await out.write(`${JSON.stringify({ authorizeUrl: login.authorizeUrl })}\n`);
      const end = await login.done.then(
        () => ({ server: upstream.servers().find(({ server }) => server === name) }),
        (error: unknown) => ({ error: toPublicError(error) }),
      );
      await out.write(`${JSON.stringify(end)}\n`);
    });
  });
  app.post("/servers/:name/logout", async (context) => {
    const name = context.req.param("name");
    checkAdmin(context.get("caller"), `log out of server "${name.slice(0, 80)}"`);
    return context.json({ hadLogin: await upstream.logout(name) });
  });
  return app;
}

function checkAdmin(caller: Caller, action: string): void {
  if (caller.isAdmin === true) return;
  throw new EngineError("denied", `Cannot ${action}: only an admin may; use the sluice command beside the data folder`);
}
