import type { ModuleHost } from "@sluice/contracts";
import { clip, type LinkedModule } from "./link-modules.ts";
import { type MemberChain, readTarget } from "./scan-module.ts";
import type { Problem } from "./source-text.ts";
import { findNearest } from "./suggest.ts";

export interface ToolUse {
  readonly server: string;
  readonly functionName: string;
  /** The tool's own name, where the code has that in place of the function's: a call finds it too. */
  readonly toolName?: string;
  /** Span of the name; offsets are those of `wrapped`. */
  readonly start: number;
  readonly end: number;
  readonly call?: { readonly start: number; readonly end: number };
}

export interface UnknownTool extends Problem {
  readonly server: string;
  /** Functions that may have been meant, best first. */
  readonly suggestions: readonly string[];
  readonly end: number;
}

export interface ToolUses {
  readonly uses: readonly ToolUse[];
  readonly unknown: readonly UnknownTool[];
  /** Servers used in a way whose functions the text does not show. */
  readonly open: ReadonlySet<string>;
}

/** What a name in the code stands for. */
type Meaning =
  | { readonly kind: "servers" }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "tool"; readonly server: string; readonly functionName: string };

/** Members that every object has are no tools. */
const objectMembers: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), "then", "toJSON"]);

/**
 * Which tool functions the code names: imports, `servers.x.y`, and names taken from those.
 * A name that is declared twice is left alone, since it may mean something else.
 */
export function findToolUses(module: LinkedModule, host: ModuleHost): ToolUses {
  const uses: ToolUse[] = [];
  const unknown: UnknownTool[] = [];
  const open = new Set<string>();
  const meanings = readMeanings(module, open);
  const seen = new Set<number>();

  const note = (
    server: string,
    name: string,
    span: { start: number; end: number },
    call: MemberChain["call"],
  ): void => {
    if (seen.has(span.start)) return;
    seen.add(span.start);
    const place = { start: span.start, end: span.end, ...(call === undefined ? {} : { call }) };
    if (host.functionNames(server).includes(name)) {
      uses.push({ server, functionName: name, ...place });
      return;
    }
    if (objectMembers.has(name)) return;
    const functionName = host.functionNameOf(server, name);
    if (functionName === undefined) unknown.push(explainUnknown(server, name, span, host));
    else uses.push({ server, functionName, toolName: name, ...place });
  };
  const noteServer = (server: string, span: { start: number; end: number }): boolean => {
    if (host.serverNames().includes(server) || host.functionNames(server).length > 0) return true;
    if (objectMembers.has(server) || seen.has(span.start)) return false;
    seen.add(span.start);
    const near = findNearest(server, host.serverNames());
    unknown.push({
      rule: "unknown-tool",
      server,
      suggestions: [],
      ...span,
      message: `Cannot use "servers.${clip(server)}": there is no such server`,
      advice: near === undefined ? "searchTools finds servers and tools" : `Did you mean servers.${near}?`,
    });
    return false;
  };

  for (const chain of module.scan.chains) {
    const meaning = meanings.get(chain.root);
    if (meaning === undefined) continue;
    if (meaning.kind === "tool") {
      const span = { start: chain.start, end: chain.start + chain.root.length };
      const call = chain.names.length === 0 ? chain.call : undefined;
      uses.push({ server: meaning.server, functionName: meaning.functionName, ...span, ...(call && { call }) });
      continue;
    }
    const names = [...chain.names];
    const first = meaning.kind === "servers" ? names.shift() : undefined;
    const server = meaning.kind === "server" ? meaning.server : first?.name;
    if (server === undefined) continue;
    const isKnown = first === undefined || noteServer(server, first);
    if (!isKnown) continue;
    const [name, ...rest] = names;
    if (name !== undefined) note(server, name.name, name, rest.length === 0 ? chain.call : undefined);
    else if (chain.target === undefined) open.add(server);
    else {
      const target = readTarget(chain.target);
      for (const part of target.parts) note(server, part.name, part, undefined);
      if (target.whole !== undefined && !meanings.has(target.whole)) open.add(server);
    }
  }
  return { uses, unknown, open };
}

function readMeanings(module: LinkedModule, open: Set<string>): Map<string, Meaning> {
  const { scan, targets } = module;
  const meanings = new Map<string, Meaning>();
  for (const { specifier } of scan.dynamicImports) {
    const target = specifier === undefined ? undefined : targets.get(specifier);
    if (target?.kind === "server") open.add(target.server);
  }
  for (const one of scan.imports) {
    const target = targets.get(one.specifier);
    for (const binding of one.bindings) {
      if (target?.kind === "server" && (binding.isType || !scan.values.has(binding.local))) open.add(target.server);
      if (binding.isType || scan.declared.has(binding.local)) continue;
      const isWhole = binding.kind === "namespace" || binding.kind === "default";
      if (target?.kind === "server" && isWhole) meanings.set(binding.local, { kind: "server", server: target.server });
      else if (target?.kind === "server") {
        meanings.set(binding.local, { kind: "tool", server: target.server, functionName: binding.imported });
      } else if (target?.kind === "tool" && binding.kind !== "namespace") meanings.set(binding.local, target);
    }
  }
  if (!scan.declared.has("servers") && !scan.imports.some((one) => one.bindings.some((b) => b.local === "servers"))) {
    meanings.set("servers", { kind: "servers" });
  }
  // `const gh = servers.github` and `const { createIssue } = gh` follow each other in the text.
  for (const chain of scan.chains) if (chain.target !== undefined) readAliases(chain, module, meanings);
  return meanings;
}

function readAliases(chain: MemberChain, module: LinkedModule, meanings: Map<string, Meaning>): void {
  const start = meanings.get(chain.root);
  if (start === undefined || chain.target === undefined || !chain.isStatic) return;
  const step = (meaning: Meaning | undefined, name: string): Meaning | undefined => {
    if (meaning?.kind === "servers") return { kind: "server", server: name };
    if (meaning?.kind === "server") return { kind: "tool", server: meaning.server, functionName: name };
    return undefined;
  };
  const meaning = chain.names.reduce<Meaning | undefined>((at, { name }) => step(at, name), start);
  const set = (local: string, value: Meaning | undefined): void => {
    if (value !== undefined && module.scan.declared.get(local) === 1) meanings.set(local, value);
  };
  const target = readTarget(chain.target);
  if (target.whole !== undefined) set(target.whole, meaning);
  for (const part of target.parts) set(part.local, step(meaning, part.name));
}

function explainUnknown(
  server: string,
  name: string,
  span: { readonly start: number; readonly end: number },
  host: ModuleHost,
): UnknownTool {
  const functions = host.functionNames(server);
  const near = findNearest(name, functions);
  const suggested = host.suggest(server, name);
  const suggestions = [...new Set([...(near === undefined ? [] : [near]), ...suggested])].slice(0, 3);
  return {
    rule: "unknown-tool",
    server,
    suggestions,
    start: span.start,
    end: span.end,
    message: `Cannot call "${clip(server)}.${clip(name)}": server "${clip(server)}" has no such tool`,
    advice:
      suggestions.length > 0
        ? `Did you mean ${suggestions.join(" or ")}?`
        : `searchTools("…", { server: "${clip(server)}" }) lists what it has`,
  };
}
