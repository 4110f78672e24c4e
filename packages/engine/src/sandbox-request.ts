import type { CompiledProgram, GuestStartup, SandboxRequest } from "@sluice/contracts";
import { toPermissions } from "@sluice/policy";
import type { EngineDeps } from "./deps.ts";
import type { RunContext } from "./run-context.ts";

/** The engine queues calls beyond the policy's `parallel`; past this many open ones the code is a flood. */
const MAX_OPEN_CALLS = 10_000;

export async function toSandboxRequest(
  deps: EngineDeps,
  context: RunContext,
  program: CompiledProgram,
  startup: GuestStartup,
): Promise<SandboxRequest> {
  const granted = toPermissions(context.policy, deps.env);
  const workspace =
    startup.isWithoutFiles === true ? { ...granted.workspace, read: false, write: false } : granted.workspace;
  const permissions = { ...granted, workspace };
  const usesFiles = workspace.read || workspace.write;
  return {
    runId: context.runId,
    principal: context.caller.principal,
    code: program.code,
    startup,
    permissions: { ...permissions, calls: { perRun: permissions.calls.perRun, parallel: MAX_OPEN_CALLS } },
    ...(usesFiles ? { workspaceDir: await deps.workspaceDir(context.session) } : {}),
    deadlineMs: context.deadlineMs,
    signal: context.signal,
  };
}
