import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import { cleanLine, toStringLiteral } from "./clean-text.ts";
import { toTypeName } from "./names.ts";

export interface NamedTool {
  readonly functionName: string;
  readonly entry: ToolEntry;
}

const serverMark = "// server: ";

/** `index.ts` of a server: every function and its types by name. */
export function renderServerIndex(server: string, tools: readonly NamedTool[]): string {
  const taken = new Set(tools.map((tool) => tool.functionName));
  const lines = tools.map(({ functionName, entry }) => {
    const suffixes = entry.outputSchema === undefined ? ["Input"] : ["Input", "Output"];
    const types = suffixes.map((suffix) => toTypeName(functionName) + suffix).filter((type) => !taken.has(type));
    for (const type of types) taken.add(type);
    const names = [functionName, ...types.map((type) => `type ${type}`)].join(", ");
    return `export { ${names} } from ${toStringLiteral(`./${functionName}.ts`)};`;
  });
  const body = lines.length === 0 ? "export {};" : lines.join("\n");
  return `${serverMark}${toStringLiteral(server)}\n${body}\n`;
}

/** What an `index.ts` says of its server; undefined where it is none of ours. */
export function parseServerIndex(source: string): { readonly name: string; readonly tools: number } | undefined {
  const line = source.split("\n", 4).find((each) => each.startsWith(serverMark));
  if (line === undefined) return undefined;
  try {
    const name: unknown = JSON.parse(line.slice(serverMark.length));
    return typeof name === "string" ? { name, tools: source.match(/^export \{ \S/gm)?.length ?? 0 } : undefined;
  } catch {
    return undefined;
  }
}

/** `README.md` of a server, for people. */
export function renderServerReadme(server: ServerEntry, tools: readonly NamedTool[]): string {
  const title = cleanLine(server.title, 120);
  const heading = title === "" || title === server.name ? server.name : `${server.name}: ${title}`;
  const about = cleanLine(server.description, 400);
  const rows = tools.map(({ functionName, entry }) => {
    const { readOnlyHint, destructiveHint } = entry.annotations;
    const mark = readOnlyHint === true ? " (read-only)" : destructiveHint === true ? " (destructive)" : "";
    const purpose = toPurpose(entry.description === "" ? (entry.title ?? "") : entry.description);
    const text = purpose === "" ? "" : `: ${toProse(purpose)}`;
    return `- [${toProse(functionName)}](./${encodeURI(functionName)}.ts)${mark}${text}`;
  });
  const count = tools.length === 1 ? "1 tool" : `${tools.length} tools`;
  return [`# ${toProse(heading)}`, "", ...(about === "" ? [] : [toProse(about), ""]), `${count}`, "", ...rows, ""].join(
    "\n",
  );
}

export interface ServerSummary {
  readonly name: string;
  readonly folder: string;
  readonly tools: number;
}

/** `index.md` at the top: what there is. */
export function renderApiIndex(servers: readonly ServerSummary[]): string {
  const total = servers.reduce((sum, server) => sum + server.tools, 0);
  const rows = servers.map(
    (server) => `| [${toProse(server.name)}](./servers/${encodeURI(server.folder)}/README.md) | ${server.tools} |`,
  );
  return [
    "# Typed APIs",
    "",
    `${servers.length} servers, ${total} tools. Written by Sluice from the servers' tool lists; edits are lost, and the folder may be deleted.`,
    "",
    "| server | tools |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** `globals.d.ts` at the top: what code has without an import. */
export function renderGlobals(servers: readonly ServerSummary[]): string {
  const members = servers.map(
    (server) =>
      `    ${toStringLiteral(server.name)}: typeof import(${toStringLiteral(`./servers/${server.folder}/index.ts`)});`,
  );
  return [
    'import type { ToolError as ClientToolError } from "./client.ts";',
    "",
    "declare global {",
    "  /** Every server's functions. */",
    "  const servers: {",
    ...members,
    "  };",
    "  /** The caller's data. */",
    "  const context: any;",
    "  type ToolError = ClientToolError;",
    "  const ToolError: typeof ClientToolError;",
    "}",
    "",
  ].join("\n");
}

/** First sentence, for a list. */
function toPurpose(description: string): string {
  const line = cleanLine(description, 400);
  const end = /[.!?](?=\s|$)/.exec(line);
  return cleanLine(end === null ? line : line.slice(0, end.index), 160);
}

function toProse(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, "\\$&");
}
