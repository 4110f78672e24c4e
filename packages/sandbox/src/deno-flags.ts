import { digestOf, EngineError, type SandboxPermissions } from "@sluice/contracts";

export interface DenoFlagsOptions {
  readonly permissions: SandboxPermissions;
  /** As the process sees them. */
  readonly mainModule: string;
  readonly workspaceDir: string | undefined;
}

/** Permissions to Deno's command line: allow lists only, since a more specific allow can win over a deny. */
export function renderDenoArgs(options: DenoFlagsOptions): string[] {
  const { permissions, workspaceDir } = options;
  const files = workspaceDir === undefined ? undefined : toListItem(workspaceDir);
  const envNames = Object.keys(permissions.env);
  return [
    "run",
    "--no-prompt",
    "--no-remote",
    "--no-npm",
    "--cached-only",
    "--no-config",
    "--no-lock",
    "--no-check",
    "--no-code-cache",
    "--node-modules-dir=none",
    permissions.workspace.read && files !== undefined ? `--allow-read=${files}` : "--deny-read",
    permissions.workspace.write && files !== undefined ? `--allow-write=${files}` : "--deny-write",
    envNames.length > 0 ? `--allow-env=${envNames.join(",")}` : "--deny-env",
    "--deny-net",
    "--deny-run",
    "--deny-ffi",
    "--deny-sys",
    "--deny-import",
    `--v8-flags=${renderV8Flags(permissions)}`,
    options.mainModule,
  ];
}

function renderV8Flags({ jit, memoryMb }: SandboxPermissions): string {
  const flags = [
    `--max-old-space-size=${memoryMb}`,
    "--enforce-global-heap-limit",
    "--maximum-global-heap-limit-factor=2",
  ];
  return (jit ? flags : [...flags, "--jitless"]).join(",");
}

/** Nothing of the gateway's environment is inherited. */
export function renderEnv(permissions: SandboxPermissions, denoDir: string): Record<string, string> {
  return {
    ...permissions.env,
    DENO_DIR: denoDir,
    DENO_NO_PROMPT: "1",
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    TZ: "UTC",
  };
}

/** Names that would change how Deno, its loader or its libraries themselves behave. */
export function findUnsafeEnvName(env: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(env).find((name) =>
    /^(?:DENO_|NODE_|LD_|DYLD_|GLIBC_|MALLOC_|V8_|NO_COLOR$|TZ$|PATH$)/i.test(name),
  );
}

/** Processes with equal keys are interchangeable: what goes into flags, limits and mounts, and nothing else. */
export function toPoolKey(permissions: SandboxPermissions, workspaceDir: string | undefined): string {
  const { env, jit, memoryMb, cpuMs, openFiles, workspace } = permissions;
  const { read, write, maxFileMb } = workspace;
  return digestOf({ env, jit, memoryMb, cpuMs, openFiles, read, write, maxFileMb, dir: workspaceDir ?? null });
}

/** Files reach a process only where its policy says so and the run has a folder. */
export function toWorkspaceDir(permissions: SandboxPermissions, workspaceDir: string | undefined): string | undefined {
  return permissions.workspace.read || permissions.workspace.write ? workspaceDir : undefined;
}

/** A comma would part the path into two permissions, and Deno has no way to write one. @throws EngineError `bad_input` */
function toListItem(path: string): string {
  if (!path.includes(",")) return path;
  throw new EngineError(
    "bad_input",
    "Cannot use the session's folder: its path has a comma, which Deno's permissions cannot name; rename it or use isolation strict",
  );
}
