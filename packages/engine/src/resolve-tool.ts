import { type Policy, parseAddress, type ToolEntry } from "@sluice/contracts";
import { isVisible } from "@sluice/policy";
import type { EngineDeps } from "./deps.ts";

export type ResolvedTool =
  | { readonly kind: "found"; readonly entry: ToolEntry }
  | {
      readonly kind: "missing";
      readonly server: string;
      readonly tool: string;
      readonly code: "unknown_tool" | "unknown_server" | "upstream_auth" | "upstream_unavailable";
      readonly message: string;
    };

/** How code names a server whose name is no identifier: `my-crm` is `servers.myCrm` too. */
export function toServerIdentifier(server: string): string {
  const joined = server.replace(/[^A-Za-z0-9_$]+([A-Za-z0-9])?/g, (_all, next: string | undefined) =>
    (next ?? "").toUpperCase(),
  );
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

export function findServerName(deps: Pick<EngineDeps, "catalog">, written: string): string | undefined {
  if (deps.catalog.server(written) !== undefined) return written;
  return deps.catalog.servers().find((server) => toServerIdentifier(server.name) === written)?.name;
}

/** Accepts original names and function names. A tool that the policy denies is found, so that its call is denied and seen; it is never suggested. */
export function resolveTool(deps: EngineDeps, policy: Policy, address: string): ResolvedTool {
  const parsed = parseAddress(address);
  if (parsed === undefined) {
    return missing(deps, policy, "", address, `"${address}" is not a tool address: write server.tool`);
  }
  const server = findServerName(deps, parsed.server);
  if (server === undefined) {
    const absent = findAbsent(deps, parsed.server);
    if (absent !== undefined) return { ...parsed, kind: "missing", ...absent(address) };
    const names = deps.catalog.servers().map((entry) => entry.name);
    return {
      kind: "missing",
      server: parsed.server,
      tool: parsed.tool,
      code: "unknown_server",
      message: `Cannot call "${address}": there is no server "${parsed.server}"; servers: ${names.slice(0, 20).join(", ") || "none"}`,
    };
  }
  const name =
    deps.catalog.get(`${server}.${parsed.tool}`) === undefined
      ? deps.codegen.toolNameOf(server, parsed.tool)
      : parsed.tool;
  const entry = name === undefined ? undefined : deps.catalog.get(`${server}.${name}`);
  if (entry === undefined) {
    return missing(
      deps,
      policy,
      server,
      parsed.tool,
      `Cannot call "${address}": there is no such tool`,
      `${server}.${parsed.tool}`,
    );
  }
  return { kind: "found", entry };
}

/** A configured server whose tools nobody has seen, because it was never connected. */
function findAbsent(
  deps: Pick<EngineDeps, "upstream">,
  written: string,
):
  | ((address: string) => { readonly code: "upstream_auth" | "upstream_unavailable"; readonly message: string })
  | undefined {
  const status = deps.upstream
    .servers()
    .find(({ server }) => server === written || toServerIdentifier(server) === written);
  const code = status?.failure;
  if (status === undefined || code === undefined) return undefined;
  // Only what a person has to do is fit for an agent; other reasons may quote the server.
  const why = code === "upstream_auth" ? status.reason : "it is not connected; sluice servers says why";
  return (address) => ({ code, message: `Cannot call "${address}": server "${status.server}": ${why}` });
}

function missing(
  deps: EngineDeps,
  policy: Policy,
  server: string,
  tool: string,
  message: string,
  address = `${server}.${tool}`,
): ResolvedTool {
  const near = deps.catalog.suggest(address, 3, (entry) => isVisible(policy, entry));
  const advice = near.length === 0 ? "find tools with searchTools" : `did you mean ${near.join(" or ")}?`;
  return { kind: "missing", server, tool, code: "unknown_tool", message: `${message}; ${advice}` };
}
