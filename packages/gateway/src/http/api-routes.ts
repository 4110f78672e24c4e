import {
  type Catalog,
  type Codegen,
  errorTable,
  isEngineError,
  languages,
  runStatuses,
  type SkillStore,
  type Store,
  toPublicError,
} from "@sluice/contracts";
import type { Engine, Log, RunHooks } from "@sluice/engine";
import type { PolicyStore } from "@sluice/policy";
import type { McpUpstream } from "@sluice/upstream";
import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import { z } from "zod";
import { callSurface } from "../mcp/call-surface.ts";
import type { GuardVariables } from "./guard.ts";
import { createLoginRoutes } from "./login-routes.ts";
import { createPolicyRoutes } from "./policy-routes.ts";
import { parseRequest, readJson } from "./read-request.ts";
import { createWorkflowRoutes } from "./workflow-routes.ts";

export interface ApiParts {
  readonly engine: Engine;
  readonly upstream: McpUpstream;
  readonly catalog: Catalog;
  readonly codegen: Codegen;
  readonly skills: SkillStore;
  readonly policies: PolicyStore;
  readonly store: Store;
  readonly log: Log;
}

type Env = { Variables: GuardVariables };

const runsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  status: z.enum(runStatuses).optional(),
});
const statsQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(3650).default(30) });
const approvalsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  status: z.enum(["pending", "approved", "rejected", "expired"]).optional(),
  runId: z.string().optional(),
});
const decisionBody = z.strictObject({
  decision: z.enum(["approve", "reject"]),
  editedArguments: z.record(z.string(), z.json()).optional(),
  note: z.string().max(2000).optional(),
});
const checkBody = z.strictObject({ code: z.string().min(1), language: z.enum(languages).default("typescript") });

/** What the command line and the dashboard use; the same engine, the same policies as for agents. */
export function createApiRoutes(parts: ApiParts): Hono<Env> {
  const { engine, log } = parts;
  const app = new Hono<Env>();
  app.onError((error, context) => toErrorResponse(context, error, log));

  app.post("/tools/:name", async (context) => {
    const args: unknown = await readJson(context);
    const { name } = context.req.param();
    const caller = context.get("caller");
    if (context.req.header("accept") !== "application/x-ndjson") {
      return context.json(await callSurface(engine, log, caller, name, args, { signal: context.req.raw.signal }));
    }
    context.header("content-type", "application/x-ndjson");
    return stream(context, async (out) => {
      const abort = new AbortController();
      out.onAbort(() => abort.abort());
      let last: Promise<unknown> = Promise.resolve();
      const write = (line: unknown): void => {
        last = last.then(() => out.write(`${JSON.stringify(line)}\n`));
      };
      const hooks: RunHooks = {
        signal: abort.signal,
        onLog: (entry) => write({ log: entry }),
        onProgress: (progress) => write({ progress }),
      };
      write({ result: await callSurface(engine, log, caller, name, args, hooks) });
      await last;
    });
  });

  app.post("/check", async (context) => {
    const { code, language } = parseRequest(checkBody, await readJson(context));
    return context.json({ diagnostics: await engine.operations.checkCode(context.get("caller"), code, language) });
  });
  app.get("/runs", async (context) => {
    const { limit, status } = parseRequest(runsQuery, context.req.query());
    const runs = await engine.operations.listRuns(context.get("caller"), {
      limit,
      ...(status === undefined ? {} : { status: [status] }),
    });
    return context.json({ runs: runs.map(({ answer: _answer, ...run }) => run) });
  });
  app.get("/stats", async (context) => {
    const { days } = parseRequest(statsQuery, context.req.query());
    return context.json(await engine.operations.stats(context.get("caller"), days));
  });
  app.get("/runs/:id", async (context) => {
    const { answer } = await engine.getRun(context.get("caller"), { runId: context.req.param("id"), action: "status" });
    return context.json(answer);
  });
  app.get("/approvals", async (context) => {
    const { limit, status, runId } = parseRequest(approvalsQuery, context.req.query());
    const filter = { limit, ...(status === undefined ? {} : { status }), ...(runId === undefined ? {} : { runId }) };
    return context.json({ approvals: await engine.operations.listApprovals(context.get("caller"), filter) });
  });
  app.get("/approvals/:id", async (context) =>
    context.json(await engine.operations.getApproval(context.get("caller"), context.req.param("id"))),
  );
  app.post("/approvals/:id/decision", async (context) => {
    const { decision, editedArguments, note } = parseRequest(decisionBody, await readJson(context));
    const choice = {
      decision,
      ...(editedArguments === undefined ? {} : { editedArguments }),
      ...(note === undefined ? {} : { note }),
    };
    return context.json(await engine.operations.decideApproval(context.get("caller"), context.req.param("id"), choice));
  });
  app.get("/servers", (context) => context.json({ servers: parts.upstream.servers() }));
  app.post("/servers/connect", async (context) => {
    await Promise.allSettled(parts.upstream.servers().map(({ server }) => parts.upstream.connect(server)));
    return context.json({ servers: parts.upstream.servers() });
  });
  app.get("/skills", async (context) => context.json({ skills: await parts.skills.list() }));
  app.route("/", createPolicyRoutes(parts));
  app.post("/generate", async (context) => {
    const written = [];
    for (const server of parts.catalog.servers()) {
      const entries = parts.catalog.entriesOf(server.name);
      if (entries.length === 0) continue;
      const result = await parts.codegen.writeServer(server, entries);
      written.push({ server: server.name, tools: entries.length, ...result });
    }
    return context.json({ written });
  });
  app.route("/", createWorkflowRoutes(engine));
  app.route("/", createLoginRoutes(parts.upstream));
  app.all("*", (context) =>
    context.json(
      { error: { code: "not_found", message: `There is no ${context.req.method} ${context.req.path}` } },
      404,
    ),
  );
  return app;
}

function toErrorResponse(context: Context, error: unknown, log: Log): Response {
  const { code, message } = toPublicError(error);
  if (code === "internal")
    log.error("a request failed in the gateway", {
      path: context.req.path,
      error: String(error instanceof Error ? error.stack : error),
    });
  const details = isEngineError(error) ? error.details : {};
  return context.json({ error: { code, message, details } }, errorTable[code].httpStatus as 400);
}
