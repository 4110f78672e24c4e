import { type Catalog, type Codegen, EngineError, parseAddress, piiTypeSchema, type Store } from "@sluice/contracts";
import { explainCall, explainFlow, type PolicyStore } from "@sluice/policy";
import { Hono } from "hono";
import { z } from "zod";
import { suggestPinsFromRuns } from "../suggest-pins.ts";
import type { GuardVariables } from "./guard.ts";
import { parseRequest, readJson } from "./read-request.ts";

const callBody = z.strictObject({
  principal: z.string().min(1),
  call: z.string().min(3),
  args: z.record(z.string(), z.json()).default({}),
});
const flowBody = z.strictObject({
  principal: z.string().min(1),
  type: piiTypeSchema,
  from: z.array(z.string().min(1)).min(1),
  to: z.string().min(1),
});

const suggestBody = z.strictObject({ runs: z.int().min(1).max(1000).default(50), server: z.string().optional() });

export interface PolicyRouteParts {
  readonly policies: PolicyStore;
  readonly catalog: Catalog;
  readonly codegen: Codegen;
  readonly store: Store;
}

/** What policies there are, and why one would decide as it does. */
export function createPolicyRoutes(parts: PolicyRouteParts): Hono<{ Variables: GuardVariables }> {
  const { policies, catalog } = parts;
  const app = new Hono<{ Variables: GuardVariables }>();
  app.get("/policies", (context) =>
    context.json({
      policies: policies.list().map(({ name, principals, file, digest }) => ({ name, principals, file, digest })),
      problems: policies.problems,
      warnings: policies.warnings,
    }),
  );
  app.post("/policies/explain", async (context) => {
    const { principal, call, args } = parseRequest(callBody, await readJson(context));
    const address = parseAddress(call);
    if (address === undefined) throw new EngineError("bad_input", `Cannot explain "${call}": write server.tool`);
    const entry = catalog.get(call);
    const known =
      entry === undefined ? { annotations: {} } : { annotations: entry.annotations, inputSchema: entry.inputSchema };
    const explained = explainCall(policies.select(principal), { ...address, args, ...known });
    return context.json({ ...explained, isKnownTool: entry !== undefined });
  });
  app.post("/policies/explain-flow", async (context) => {
    const { principal, ...flow } = parseRequest(flowBody, await readJson(context));
    return context.json(explainFlow(policies.select(principal), flow));
  });
  app.post("/pii/suggest", async (context) => {
    if (context.get("caller").isAdmin !== true)
      throw new EngineError("denied", "Cannot suggest pins: only an admin may, since everyone's runs are read");
    const { server, runs } = parseRequest(suggestBody, await readJson(context));
    return context.json({
      suggestions: await suggestPinsFromRuns(parts, { runs, ...(server === undefined ? {} : { server }) }),
    });
  });
  return app;
}
