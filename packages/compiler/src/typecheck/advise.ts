import type { ModuleHost } from "@sluice/contracts";
import { clientExports } from "../client-exports.ts";
import type { ToolUse, ToolUses } from "../find-tool-uses.ts";
import { type DeclaredTool, outlineType } from "./declared-tools.ts";
import type { TypeFinding } from "./type-server.ts";

export interface AdviceRequest {
  readonly tools: readonly DeclaredTool[];
  readonly uses: ToolUses;
  readonly host: ModuleHost;
}

/** How agents call what the program is given, as they know it from elsewhere. */
const contextNames: ReadonlySet<string> = new Set(["args", "ctx", "data", "input", "inputs", "params", "payload"]);
const serversNames: ReadonlySet<string> = new Set(["codemode", "mcp", "server", "tools"]);
/** Fields of a result as MCP sends it. */
const envelope: ReadonlySet<string> = new Set(["content", "isError", "structuredContent"]);

/** What would do instead: the field or name that was meant, the type's fields, the signature of the tool it is about. */
export function advise(
  finding: TypeFinding,
  before: string,
  start: number,
  request: AdviceRequest,
): string | undefined {
  const { uses, tools } = request;
  const calls = uses.uses.filter(({ call }) => call !== undefined && call.start <= start && start < call.end);
  const use = calls.reduce<ToolUse | undefined>(
    (best, one) => (best?.call === undefined || (one.call?.start ?? 0) >= best.call.start ? one : best),
    undefined,
  );
  const tool = tools.find((one) => one.server === use?.server && one.functionName === use.functionName);
  const meant = /Did you mean (?:to write )?'([^']+)'\?/.exec(finding.message)?.[1];
  const parts = [
    meant === undefined ? undefined : `Did you mean ${meant}?`,
    adviseOnName(finding, request),
    adviseOnMember(finding, tools),
    adviseOnText(finding, before),
    tool === undefined ? undefined : `${tool.server}.${tool.signature}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" ");
}

function adviseOnName({ message }: TypeFinding, { host }: AdviceRequest): string | undefined {
  const name = /^Cannot find name '([^']+)'/.exec(message)?.[1];
  if (name === undefined) return undefined;
  if (clientExports.has(name)) return `import { ${name} } from "./client.ts"`;
  if (host.serverNames().includes(name)) return `Write servers.${name}`;
  // Not every function may be spoken of: `suggest` knows.
  const server = host.serverNames().find((one) => host.suggest(one, name).includes(name));
  if (server !== undefined) return `Write servers.${server}.${name}(…)`;
  if (contextNames.has(name)) return "What executeCode was given as context is the global context";
  return serversNames.has(name) ? "Tools are servers.<server>.<function>(…)" : undefined;
}

function adviseOnMember({ message }: TypeFinding, tools: readonly DeclaredTool[]): string | undefined {
  const [, name, owner] = /^Property '([^']+)' does not exist on type '([^\n]+?)'\./.exec(message) ?? [];
  if (name === undefined || owner === undefined) return undefined;
  if (owner.startsWith("Promise<")) return "Await the call first: it gives a promise";
  const fields = tools.map((tool) => outlineType(tool.module, owner)).find((one) => one !== undefined);
  if (fields === undefined) return undefined;
  const isEnvelope = envelope.has(name);
  return `${isEnvelope ? "A tool's function gives the result itself, without content around it. " : ""}${owner}: ${fields}`;
}

/** Results are data already. */
function adviseOnText({ message }: TypeFinding, before: string): string | undefined {
  const isParsed = message.includes("parameter of type 'string'") && /\bJSON\.parse\(\s*$/.test(before);
  return isParsed ? "A tool's function gives data, not JSON text: use the result as it is" : undefined;
}
