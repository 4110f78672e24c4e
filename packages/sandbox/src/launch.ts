import type { IsolationTier, SandboxPermissions } from "@sluice/contracts";

/** What a process is to be started for. */
export interface LaunchSpec {
  readonly permissions: SandboxPermissions;
  readonly workspaceDir: string | undefined;
}

/** Everything `spawn` needs, and where to find the process that matters. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Descriptors 3 and up; the box reads and closes them before Deno starts, we close ours after the spawn. */
  readonly files: readonly number[];
  readonly uid: number | undefined;
  /** How many parents stand between the spawned process and Deno. */
  readonly denoDepth: number;
  /** Removes what was made for this process. Never throws. */
  readonly dispose: () => void;
}

/** One way to box a process. */
export interface IsolationBox {
  readonly tier: IsolationTier;
  /** What it consists of, for people. */
  readonly description: string;
  launch(spec: LaunchSpec): Promise<Launch>;
}
