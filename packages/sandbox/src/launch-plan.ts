// What the host tells the launcher of the standard tier. Imports nothing, so that the launcher can share the types.

export type PathAccess = "execute" | "read" | "write";

export interface LaunchPlan {
  /** Who started the launcher; if that one is gone already, it goes too. */
  readonly parentPid: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** RLIMIT number and value; soft equals hard. */
  readonly limits: readonly (readonly [resource: number, value: number])[];
  /** Everything else in the file system is closed to the process. */
  readonly paths: readonly { readonly path: string; readonly access: PathAccess }[];
  /** The seccomp program in base64. */
  readonly filter: string;
}
