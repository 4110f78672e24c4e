import type { Policy, SandboxPermissions } from "@sluice/contracts";

/** What a policy's sandbox is started with. `env` is what may be handed on; only names the policy lists are. */
export function toPermissions(policy: Policy, env: Readonly<Record<string, string | undefined>>): SandboxPermissions {
  const { files, net: _net, env: names, ...limits } = policy.sandbox;
  const given = [...new Set(names)].sort().flatMap((name) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...limits,
    env: Object.fromEntries(given),
    workspace: {
      read: files.read.includes("workspace"),
      write: files.write.includes("workspace"),
      maxFileMb: files.maxFileMb,
      maxTotalMb: files.maxTotalMb,
      maxFiles: files.maxFiles,
    },
    calls: { perRun: policy.calls.perRun, parallel: policy.calls.parallel },
  };
}
