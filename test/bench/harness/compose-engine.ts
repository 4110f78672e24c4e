import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createCatalog } from "@sluice/catalog";
import { createCodegen } from "@sluice/codegen";
import { createCompiler } from "@sluice/compiler";
import {
  createToolEntry,
  type IsolationTier,
  type Policy,
  type Store,
  type ToolOutcome,
  type Upstream,
} from "@sluice/contracts";
import { Engine, type EngineDeps } from "@sluice/engine";
import { createMemoryBus } from "@sluice/events";
import { createLog } from "@sluice/gateway";
import { createPiiBoundary } from "@sluice/pii";
import { createDenyAllPolicy, toPermissions } from "@sluice/policy";
import { createSandbox } from "@sluice/sandbox";
import { createSkillStore } from "@sluice/skills";
import { openStore } from "@sluice/store";

export interface ComposedEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly store: Store;
}

export interface EngineOptions {
  readonly dir: string;
  readonly tier: IsolationTier;
  /** Puts something between the engine and a part of it. */
  readonly wrap?: (deps: EngineDeps) => EngineDeps;
}

export const PRINCIPAL = "bench";
export const APPROVER = "boss";

const entries = [
  createToolEntry("bench", {
    name: "add",
    description: "Adds two numbers.",
    inputSchema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
    annotations: { readOnlyHint: true, idempotentHint: true },
  }),
  createToolEntry("bench", {
    name: "approve",
    description: "Needs a person.",
    inputSchema: { type: "object", properties: { a: { type: "number" } }, required: ["a"] },
    annotations: {},
  }),
];

/** A server that answers at once, so that what remains is ours. */
const upstream: Upstream = {
  servers: () => [
    { server: "bench", state: "connected", transport: "stdio", tools: entries.length, warnings: [], restarts: 0 },
  ],
  connect: async () => undefined,
  callTool: async ({ args }): Promise<ToolOutcome> => ({
    kind: "ok",
    value: { sum: Number(args.a ?? 0) + Number(args.b ?? 0) },
  }),
  onChange: () => () => undefined,
  close: async () => undefined,
};

const policy: Policy = {
  ...createDenyAllPolicy("bench", [PRINCIPAL]),
  tools: [{ ask: "bench.approve", approvers: [APPROVER] }, { allow: "*" }],
  calls: { perRun: 100_000, parallel: 16 },
  rate: { runsPerMinute: 1_000_000, concurrentRuns: 64 },
};

/** The engine with its real parts and that one server. */
export async function composeEngine({ dir, tier, wrap = (deps) => deps }: EngineOptions): Promise<ComposedEngine> {
  await mkdir(join(dir, "skills"), { recursive: true });
  const store = await openStore({ dir: join(dir, "data") });
  const sandbox = await createSandbox({ tier });
  const pii = createPiiBoundary({ store: store.vault });
  const catalog = createCatalog();
  const codegen = createCodegen({ generatedDir: join(dir, "generated") });
  const compiler = createCompiler();
  const skills = createSkillStore({ skillsDir: join(dir, "skills") });
  const events = createMemoryBus();
  catalog.replaceServer({ name: "bench" }, entries);
  codegen.setServer("bench", entries);
  const deps: EngineDeps = {
    catalog,
    codegen,
    compiler,
    upstream,
    skills,
    store,
    events,
    sandbox,
    log: createLog("error"),
    env: {},
    policyFor: () => policy,
    openPii: (session, of) => pii.open({ session, policy: of.pii }),
    workspaceDir: async () => dir,
    ensureCatalog: async () => undefined,
  };
  const engine = new Engine(wrap(deps));
  await engine.open();
  await sandbox.warm(toPermissions(policy, {}));
  return {
    engine,
    store,
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await pii.close();
      await sandbox.close();
      await compiler.close();
      await skills.close();
      await events.close();
      await store.close();
    },
  };
}
