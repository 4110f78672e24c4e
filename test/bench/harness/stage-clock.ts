import type { EngineDeps } from "@sluice/engine";
import { type Summary, summarize } from "./statistics.ts";

export interface StageClock {
  /** Puts a stopwatch between the engine and its parts. */
  readonly wrap: (deps: EngineDeps) => EngineDeps;
  add(stage: string, ms: number): void;
  reset(): void;
  read(): Readonly<Record<string, Summary>>;
}

export function createStageClock(): StageClock {
  const samples = new Map<string, number[]>();
  const add = (stage: string, ms: number): void => {
    samples.set(stage, [...(samples.get(stage) ?? []), ms]);
  };
  const time = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      add(stage, performance.now() - startedAt);
    }
  };
  return {
    add,
    reset: () => samples.clear(),
    read: () => Object.fromEntries([...samples].map(([stage, taken]) => [stage, summarize(taken)])),
    wrap: (deps) => ({
      ...deps,
      openPii: (session, policy) => time("open the vault", () => deps.openPii(session, policy)),
      compiler: {
        compile: (request) => time("compile (parse, rules, types, bundle)", () => deps.compiler.compile(request)),
        toSkillModule: (code, language) => deps.compiler.toSkillModule(code, language),
        close: () => deps.compiler.close(),
      },
      store: {
        ...deps.store,
        runs: {
          insert: (run) => time("record the start", () => deps.store.runs.insert(run)),
          update: (runId, patch) => time("record the end", () => deps.store.runs.update(runId, patch)),
          get: (runId) => deps.store.runs.get(runId),
          list: (filter) => deps.store.runs.list(filter),
          prune: (before) => deps.store.runs.prune(before),
        },
        journal: {
          append: (runId, entries, options) =>
            time("journal, each write", () => deps.store.journal.append(runId, entries, options)),
          read: (runId) => deps.store.journal.read(runId),
        },
      },
      sandbox: {
        start: async (request, host) => {
          const run = await time("take a process and hand it the code", () => deps.sandbox.start(request, host));
          void time("the process runs the code and ends", () => run.exit);
          return run;
        },
        warm: (permissions, workspaceDir) => deps.sandbox.warm(permissions, workspaceDir),
        ready: deps.sandbox.ready,
        stats: () => deps.sandbox.stats(),
        tiers: () => deps.sandbox.tiers(),
        close: () => deps.sandbox.close(),
      },
    }),
  };
}
