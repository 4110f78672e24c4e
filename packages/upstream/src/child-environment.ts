/** What a server needs to find its runtime, its user's settings and a place for temporary files; nothing else. */
const inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"] as const;

/** Credentials of the gateway's own environment never reach a server unless its settings name them. */
export function createChildEnvironment(
  hostEnv: Readonly<Record<string, string | undefined>>,
  configured: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = hostEnv[name];
    // A value that starts with () is an exported shell function.
    if (value !== undefined && !value.startsWith("()")) environment[name] = value;
  }
  return { ...environment, ...configured };
}
