import { delimiter, dirname, join } from "node:path";
import { createCatalog } from "@sluice/catalog";
import { createCodegen } from "@sluice/codegen";
import { createCompiler } from "@sluice/compiler";
import {
  type Catalog,
  type Codegen,
  createEvent,
  type EventBus,
  type IsolationTier,
  type Sandbox,
  type SkillStore,
  type Store,
} from "@sluice/contracts";
import { Engine, type EngineDeps, type Log } from "@sluice/engine";
import { connectNatsBus, createMemoryBus, listenForSignals } from "@sluice/events";
import { createPiiBoundary } from "@sluice/pii";
import { PolicyStore } from "@sluice/policy";
import { openSandbox } from "@sluice/sandbox";
import { createSkillStore } from "@sluice/skills";
import { openCredentialStore } from "@sluice/store";
import { createUpstream, type McpUpstream, Reaper, type ServerSettings } from "@sluice/upstream";
import { syncCatalog } from "./catalog-sync.ts";
import type { ResolvedConfig } from "./config.ts";
import { openData, readAdminToken } from "./data-folder.ts";
import { withFault } from "./fault-hook.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { LOCAL_PRINCIPAL } from "./http/guard.ts";
import { openLearnedShapes } from "./learned-shapes.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { TokenLedger } from "./model-tokens/token-ledger.ts";
import { startAhead } from "./start-ahead.ts";
import { openToolUse } from "./tool-use.ts";
import { startUpkeep } from "./upkeep.ts";
import { version } from "./version.ts";
import { createNoteWasher } from "./wash-notes.ts";
import { createWorkspaces } from "./workspaces.ts";

export interface ComposeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Whether a data folder in use is answered with a numbered one. */
  readonly mayShareSlots?: boolean;
  /** Forces a sandbox tier, for tests and benchmarks. */
  readonly tier?: IsolationTier;
}

export interface Composed {
  readonly engine: Engine;
  readonly upstream: McpUpstream;
  readonly catalog: Catalog;
  readonly codegen: Codegen;
  readonly skills: SkillStore;
  readonly policies: PolicyStore;
  readonly store: Store;
  readonly events: EventBus;
  readonly sandbox: Sandbox;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly adminToken: string;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Child processes start in the configuration's own folder, so that its relative paths hold. */
function toServerSettings(config: ResolvedConfig): Readonly<Record<string, ServerSettings>> {
  return Object.fromEntries(
    Object.entries(config.mcpServers).map(([name, server]) => [
      name,
      JSON.parse(JSON.stringify("command" in server ? { cwd: config.root, ...server } : server)) as ServerSettings,
    ]),
  );
}

/** Servers find what the configuration's folder has installed, and the Node that runs the gateway, before anything else on the machine. */
function withOwnTools(config: ResolvedConfig, env: ComposeOptions["env"]): ComposeOptions["env"] {
  const own = [join(config.root, "node_modules", ".bin"), dirname(process.execPath)];
  return { ...env, PATH: [...own, env.PATH ?? ""].filter((part) => part !== "").join(delimiter) };
}

/** The wiring, top to bottom. What was opened is closed in reverse, also when a later part does not open. */
export async function compose(config: ResolvedConfig, options: ComposeOptions): Promise<Composed> {
  const { log, env } = options;
  const opened: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        log.error("a part did not close cleanly", { error: String(error) });
      }
    }
  };
  const keep = <T>(part: T, close: (part: T) => unknown): T => {
    opened.push(() => close(part));
    return part;
  };
  try {
    const { store: data, dir: dataDir } = await openData(
      config.folders.data,
      env.SLUICE_KEY,
      options.mayShareSlots ?? false,
    );
    const store = withFault(
      keep(data, (part) => part.close()),
      env.SLUICE_FAULT,
    );
    const { maxProcesses, warm } = config.sandbox;
    const sandbox = keep(
      openSandbox({
        onWarning: (message) => log.warn(message),
        ...(maxProcesses === undefined ? {} : { maxProcesses }),
        ...(warm === undefined ? {} : { warmPerKey: warm }),
        ...(options.tier === undefined ? {} : { tier: options.tier }),
      }),
      (part) => part.close(),
    );
    const adminToken = readAdminToken(dataDir);
    const warn = (message: string): void => log.warn(message);

    const events = keep(
      config.nats === undefined ? createMemoryBus({ warn }) : connectNatsBus({ servers: config.nats.servers, warn }),
      (part) => part.close(),
    );
    const policies = keep(
      await PolicyStore.open({
        dir: config.folders.policies,
        onReloaded: (names) => events.publish(createEvent("policy.reloaded", { policies: [...names] })),
        onRejected: ({ file, reason }) => {
          log.error("a policy was rejected; its last good version stays in force", { file, reason });
          events.publish(createEvent("policy.rejected", { file, reason }));
        },
      }),
      (part) => part.close(),
    );
    for (const warning of policies.warnings) log.warn(warning);
    const skills = keep(createSkillStore({ skillsDir: config.folders.skills }), (part) => part.close());
    const catalog = createCatalog();
    const codegen = createCodegen({ generatedDir: config.folders.generated });
    const reaper = keep(new Reaper(), (part) => part.close());
    const compiler = keep(createCompiler({ watchProcess: (pid) => reaper.watchProcess(pid) }), (part) => part.close());
    const pii = keep(createPiiBoundary({ store: store.vault }), (part) => part.close());
    const wash = await createNoteWasher(pii);
    const upstream = keep(
      createUpstream({
        servers: toServerSettings(config),
        hostEnv: withOwnTools(config, env),
        reaper,
        clientInfo: { name: "sluice", version },
        offersSampling: () => policies.list().some(({ questions }) => questions.sampling.length > 0),
        // In the configured folder, also where this gateway has a numbered one: one login is for all.
        credentials: openCredentialStore({
          dir: config.folders.data,
          ...(env.SLUICE_KEY === undefined ? {} : { key: env.SLUICE_KEY }),
        }),
      }),
      (part) => part.close(),
    );
    const sync = keep(syncCatalog({ upstream, catalog, codegen, events, log, dataDir, wash }), (part) => part.close());
    const shapes = keep(openLearnedShapes(dataDir, log), (part) => part.close());
    const tokens = keep(new TokenLedger({ catalog, events, runs: store.runs, log }), (part) => part.close());
    const use = keep(openToolUse({ store: store.use, events, log }), (part) => part.close());
    keep(startUpkeep({ store, pii, policies, log }), (stop) => stop());

    const deps: EngineDeps = {
      catalog,
      codegen,
      compiler,
      upstream,
      skills,
      store,
      events,
      sandbox,
      log,
      env,
      policyFor: (principal) => policies.select(principal),
      openPii: (session, policy) => pii.open({ session, policy: policy.pii }),
      workspaceDir: createWorkspaces(config.folders.workspaces),
      shapes,
      tokenBook: tokens,
      boostOf: (principal) => use.boostOf(principal),
      noteImports: (principal, skills, isGood) => use.noteImports(principal, skills, isGood),
      fetch: guardedFetch,
      ensureCatalog: (signal) => sync.ensureListed(signal),
    };
    const metrics = keep(createMetrics({ events, sandbox, catalog, upstream, tokens }), (part) => part.close());
    const engine = keep(new Engine(deps), (part) => part.close());
    await engine.open();
    if (config.nats !== undefined) {
      keep(
        listenForSignals({ servers: config.nats.servers, warn }, (type, data) => engine.operations.signal(type, data)),
        (part) => part.close(),
      );
    }
    keep(startAhead(deps, policies.select(LOCAL_PRINCIPAL)), (stop) => stop());
    return {
      engine,
      upstream,
      catalog,
      codegen,
      skills,
      policies,
      store,
      events,
      sandbox,
      metrics,
      log,
      adminToken,
      dataDir,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
