import { EngineError } from "@sluice/contracts";
import type { Engine } from "@sluice/engine";
import { Hono } from "hono";
import { z } from "zod";
import type { GuardVariables } from "./guard.ts";
import { parseRequest, readJson } from "./read-request.ts";

const signalBody = z.strictObject({ type: z.string().min(1).max(128), data: z.json().default(null) });
const answerBody = z.strictObject({ callId: z.int().min(1), value: z.json() });
const replayBody = z.strictObject({ code: z.string().optional(), live: z.boolean().optional() });
const pruneBody = z.strictObject({ before: z.iso.datetime() });
const scheduleBody = z.strictObject({
  skill: z.string(),
  version: z.string().optional(),
  cron: z.string().min(1),
  timeZone: z.string().default("UTC"),
  input: z.json().default({}),
  missed: z.enum(["catch-up", "skip"]).default("skip"),
});
const limitQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) });

/** Durable runs: where they stand, what they wait for, and what people and clocks do with them. */
export function createWorkflowRoutes(engine: Engine): Hono<{ Variables: GuardVariables }> {
  const { operations } = engine;
  const app = new Hono<{ Variables: GuardVariables }>();
  app.get("/workflows", async (context) => {
    const { limit } = parseRequest(limitQuery, context.req.query());
    return context.json({ workflows: await operations.listWorkflows(context.get("caller"), limit) });
  });
  app.get("/workflows/:id", async (context) =>
    context.json(await operations.getWorkflow(context.get("caller"), context.req.param("id"))),
  );
  app.post("/signals", async (context) => {
    const { type, data } = parseRequest(signalBody, await readJson(context));
    return context.json({ taken: await operations.signal(type, data, context.get("caller")) });
  });
  app.post("/workflows/:id/answer", async (context) => {
    const { callId, value } = parseRequest(answerBody, await readJson(context));
    await operations.getWorkflow(context.get("caller"), context.req.param("id"));
    await operations.answerQuestion(context.req.param("id"), callId, value);
    return context.json({ answered: true });
  });
  app.post("/runs/:id/replay", async (context) => {
    const { code, live } = parseRequest(replayBody, await readJson(context));
    const request = { ...(code === undefined ? {} : { code }), ...(live === undefined ? {} : { isLive: live }) };
    return context.json(
      await operations.replay(context.get("caller"), context.req.param("id"), request, {
        signal: context.req.raw.signal,
      }),
    );
  });
  app.post("/runs/:id/rollback", async (context) => {
    const { answer: _answer, ...record } = await operations.rollback(context.get("caller"), context.req.param("id"));
    return context.json(record);
  });
  app.post("/runs/prune", async (context) => {
    if (context.get("caller").isAdmin !== true) throw new EngineError("denied", "Cannot prune runs: only an admin may");
    const { before } = parseRequest(pruneBody, await readJson(context));
    return context.json({ deleted: await operations.pruneRuns(new Date(before)) });
  });
  app.get("/schedules", async (context) =>
    context.json({ schedules: await operations.listSchedules(context.get("caller")) }),
  );
  app.post("/schedules", async (context) => {
    const { version, ...body } = parseRequest(scheduleBody, await readJson(context));
    const request = {
      ...body,
      principal: context.get("caller").principal,
      ...(version === undefined ? {} : { version }),
    };
    return context.json(await operations.addSchedule(request));
  });
  app.delete("/schedules/:id", async (context) => {
    await operations.removeSchedule(context.req.param("id"), context.get("caller"));
    return context.json({ removed: true });
  });
  return app;
}
