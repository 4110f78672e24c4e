import { dirname, join } from "node:path";

export const clientNames = ["claude", "cursor", "vscode"] as const;
export type ClientName = (typeof clientNames)[number];

/** Where the files of other programs are looked for. */
export interface ImportPlace {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface ClientFile {
  readonly path: string;
  /** Of files that belong to a project: where its servers start. */
  readonly workspace?: string;
}

/** The files in which a client keeps its servers, the user's own first. */
export function listClientFiles(client: ClientName, place: ImportPlace): readonly ClientFile[] {
  const { home, cwd } = place;
  const settings = toSettingsFolder(place);
  const inProject = (...parts: readonly string[]): ClientFile => ({ path: join(cwd, ...parts), workspace: cwd });
  switch (client) {
    case "claude":
      return [
        { path: join(settings, "Claude", "claude_desktop_config.json") },
        { path: join(home, ".claude.json") },
        inProject(".mcp.json"),
      ];
    case "cursor":
      return [{ path: join(home, ".cursor", "mcp.json") }, inProject(".cursor", "mcp.json")];
    case "vscode":
      return [{ path: join(settings, "Code", "User", "mcp.json") }, inProject(".vscode", "mcp.json")];
  }
}

/** A file that was named: its folder tells whether it belongs to a project. */
export function toClientFile(path: string): ClientFile {
  const folder = dirname(path);
  const isInProject = /[\\/]\.(vscode|cursor)$/.test(folder);
  if (isInProject) return { path, workspace: dirname(folder) };
  return path.endsWith(".mcp.json") ? { path, workspace: folder } : { path };
}

function toSettingsFolder({ home, platform, env }: ImportPlace): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return env.APPDATA ?? join(home, "AppData", "Roaming");
  return env.XDG_CONFIG_HOME ?? join(home, ".config");
}
