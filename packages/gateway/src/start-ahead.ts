import { type ModuleHost, type Policy, toSessionKey } from "@sluice/contracts";
import { DEFAULT_SESSION, type EngineDeps } from "@sluice/engine";
import { toPermissions } from "@sluice/policy";
import { LOCAL_PRINCIPAL } from "./http/guard.ts";

const NO_MODULES: ModuleHost = {
  resolve: async () => ({ kind: "unknown", message: "", suggestions: [] }),
  serverNames: () => [],
  functionNames: () => [],
  functionNameOf: () => undefined,
  declarationOf: async () => undefined,
  suggest: () => [],
};

/** What an agent does first is to search; processes that start meanwhile would take the processor from that. */
const AFTER_MS = 250;

/** The first run of the default caller finds a process waiting, and the type checker up. @returns how to call it off */
export function startAhead({ compiler, sandbox, workspaceDir, env, log }: EngineDeps, policy: Policy): () => void {
  const start = async (): Promise<void> => {
    const code = { code: "0", language: "typescript", host: NO_MODULES, rules: {}, typecheck: "warn" } as const;
    const folder = await workspaceDir(toSessionKey(LOCAL_PRINCIPAL, DEFAULT_SESSION));
    await Promise.all([sandbox.warm(toPermissions(policy, env), folder), compiler.compile(code)]);
  };
  const timer = setTimeout(() => {
    start().catch((error: unknown) => log.warn("cannot start processes ahead", { error: String(error) }));
  }, AFTER_MS);
  return () => clearTimeout(timer);
}
