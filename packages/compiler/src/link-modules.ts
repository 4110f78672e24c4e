import { EngineError, type ModuleHost, type ModuleTarget, type SkillSource } from "@sluice/contracts";
import { clientExports } from "./client-exports.ts";
import type { ParseGuard } from "./parse-guard.ts";
import { type ParsedSource, parseSource } from "./parse-source.ts";
import type { ImportBinding, ModuleImport } from "./read-imports.ts";
import { type ModuleScan, scanModule } from "./scan-module.ts";
import { type Problem, SourceText } from "./source-text.ts";
import { readSpecifier } from "./specifier.ts";
import { findNearest } from "./suggest.ts";

const MAX_SKILLS = 64;
const MAX_TOTAL_CHARS = 4_000_000;

/** What an import or `import()` stands for, ready to be put into code. */
export type LinkTarget =
  | { readonly kind: "client" }
  | { readonly kind: "tool"; readonly server: string; readonly functionName: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "skill"; readonly module: LinkedModule }
  | { readonly kind: "node"; readonly specifier: string };

export interface LinkedModule {
  /** `main`, or name and version of a skill. */
  readonly id: string;
  readonly skill: SkillSource | undefined;
  readonly parsed: ParsedSource;
  readonly scan: ModuleScan;
  /** By specifier as written. */
  readonly targets: ReadonlyMap<string, LinkTarget>;
  readonly problems: readonly Problem[];
}

export interface LinkedProgram {
  readonly main: LinkedModule;
  /** Each after the ones it imports. */
  readonly skills: readonly LinkedModule[];
  /** Specifier in its one spelling to an identity of what it was; what a cached program depends on. */
  readonly resolved: ReadonlyMap<string, string>;
}

export interface LinkContext {
  readonly host: ModuleHost;
  readonly guard: ParseGuard;
  readonly signal: AbortSignal | undefined;
}

interface LinkState {
  readonly context: LinkContext;
  readonly done: Map<string, LinkedModule>;
  readonly resolved: Map<string, string>;
  chars: number;
}

/** Resolves what the program imports, skills and their own imports included. Never throws for what code says. */
export async function linkProgram(parsed: ParsedSource, context: LinkContext): Promise<LinkedProgram> {
  const state: LinkState = { context, done: new Map(), resolved: new Map(), chars: parsed.source.text.length };
  const main = await linkModule("main", undefined, parsed, [], state);
  return { main, skills: [...state.done.values()], resolved: state.resolved };
}

async function linkModule(
  id: string,
  skill: SkillSource | undefined,
  parsed: ParsedSource,
  path: readonly string[],
  state: LinkState,
): Promise<LinkedModule> {
  assertWanted(state.context.signal);
  const scan = scanModule(parsed);
  const targets = new Map<string, LinkTarget>();
  const problems: Problem[] = [];
  const isTypeScript = parsed.language === "typescript";
  for (const one of scan.imports) {
    if (one.isUnsupported) {
      problems.push({
        rule: "no-unknown-imports",
        start: one.start,
        message: `Cannot import "${clip(one.specifier)}": import attributes and phases are not supported here`,
        advice: "Leave them out; pass data in context",
      });
      continue;
    }
    const target = await resolveOne(one.specifier, one.sourceStart, path, state, targets, problems);
    if (target === undefined) continue;
    for (const binding of one.bindings) {
      const isUsed = one.isReexport || !isTypeScript || scan.values.has(binding.local);
      const problem = binding.isType ? undefined : checkBinding(one, binding, target, isUsed, state.context.host);
      if (problem !== undefined) problems.push(problem);
    }
  }
  for (const one of scan.dynamicImports) {
    if (one.specifier !== undefined && !one.hasOptions) {
      await resolveOne(one.specifier, one.start, path, state, targets, problems);
    }
  }
  if (!scan.declared.has("require")) {
    for (const { start, specifier } of scan.requires) {
      problems.push({
        rule: "no-unknown-imports",
        start,
        message: "Cannot use require(): code is an ES module",
        advice: `Write import … from "${clip(specifier ?? "./servers/<server>/index.ts")}"`,
      });
    }
  }
  return { id, skill, parsed, scan, targets, problems };
}

async function resolveOne(
  specifier: string,
  start: number,
  path: readonly string[],
  state: LinkState,
  targets: Map<string, LinkTarget>,
  problems: Problem[],
): Promise<LinkTarget | undefined> {
  const known = targets.get(specifier);
  if (known !== undefined) return known;
  const read = readSpecifier(specifier);
  const refuse = (message: string, advice?: string): undefined => {
    problems.push({ rule: "no-unknown-imports", start, message, ...(advice === undefined ? {} : { advice }) });
    return undefined;
  };
  const found = (target: LinkTarget): LinkTarget => {
    targets.set(specifier, target);
    return target;
  };
  if (read.kind === "node") return found({ kind: "node", specifier: read.specifier });
  if (read.kind === "remote") {
    const what = read.scheme === "npm" || read.scheme === "jsr" ? "packages" : `${read.scheme}: modules`;
    return refuse(
      `Cannot import "${clip(specifier)}": ${what} are not available here`,
      "Use standard JavaScript, the tools under ./servers/ and saved skills; searchTools finds them",
    );
  }
  const target = await state.context.host.resolve(read.specifier);
  state.resolved.set(read.specifier, identityOf(target));
  switch (target.kind) {
    case "client":
    case "server":
      return found(target);
    case "tool":
      return found(target);
    case "skill":
      return linkSkill(target.skill, specifier, path, state, refuse, found);
    case "unknown":
      return refuse(...explainUnknown(specifier, read.specifier, target, state.context.host));
  }
}

async function linkSkill(
  skill: SkillSource,
  specifier: string,
  path: readonly string[],
  state: LinkState,
  refuse: (message: string, advice?: string) => undefined,
  found: (target: LinkTarget) => LinkTarget,
): Promise<LinkTarget | undefined> {
  const id = `${skill.name}@${skill.version}`;
  if (path.includes(id)) {
    const circle = [...path.slice(path.indexOf(id)), id].join(" → ");
    return refuse(`Cannot import "${clip(specifier)}": skills import each other in a circle, ${circle}`);
  }
  const done = state.done.get(id);
  if (done !== undefined) return found({ kind: "skill", module: done });
  state.chars += skill.code.length;
  if (state.done.size + path.length >= MAX_SKILLS || state.chars > MAX_TOTAL_CHARS) {
    return refuse(`Cannot import "${clip(specifier)}": a program has at most ${MAX_SKILLS} skills and 4 MB of code`);
  }
  const source = new SourceText(skill.code, `skills/${skill.name}.ts`);
  const refusal = await state.context.guard.check(source, "typescript");
  const result = refusal === undefined ? parseSource(source, "typescript") : undefined;
  if (result?.kind !== "parsed") {
    const problem = refusal ?? (result?.kind === "refused" ? result.problem : undefined);
    const at = source.positionAt(problem?.start ?? 0);
    return refuse(
      `Cannot import "${clip(specifier)}": line ${at.line} of the skill does not compile, ${problem?.message ?? "unknown"}`,
    );
  }
  const module = await linkModule(id, skill, result.parsed, [...path, id], state);
  state.done.set(id, module);
  return found({ kind: "skill", module });
}

function identityOf(target: ModuleTarget): string {
  switch (target.kind) {
    case "client":
      return "client";
    case "tool":
      return `tool:${target.server}.${target.functionName}`;
    case "server":
      return `server:${target.server}`;
    case "skill":
      return `skill:${target.skill.name}@${target.skill.version}:${target.skill.metadata.digest}:${target.skill.code.length}`;
    case "unknown":
      return "unknown";
  }
}

export async function identityOfSpecifier(host: ModuleHost, specifier: string): Promise<string> {
  return identityOf(await host.resolve(specifier));
}

function explainUnknown(
  written: string,
  specifier: string,
  target: Extract<ModuleTarget, { kind: "unknown" }>,
  host: ModuleHost,
): [message: string, advice?: string] {
  const own = /^\.\/servers\/([^/]+)\/([^/]+)\.ts$/.exec(specifier);
  let suggestions: readonly string[] = target.suggestions;
  if (suggestions.length === 0 && own === null) {
    const server = findNearest(written, host.serverNames());
    if (server !== undefined) suggestions = [`./servers/${server}/index.ts`];
  }
  const reason = target.message === "" ? "there is no such module" : target.message;
  const message = reason.startsWith("Cannot ") ? reason : `Cannot import "${clip(written)}": ${reason}`;
  if (specifier === "./servers/index/index.ts") return [message, "servers is a global: servers.<server>.<function>(…)"];
  if (suggestions.length === 0) {
    return [
      message,
      "Code may import ./servers/<server>/index.ts, ./client.ts and ./skills/<name>.ts; searchTools finds them",
    ];
  }
  // Functions come in order of likeness, servers and skills as they are.
  const isOrdered = own !== null && host.functionNames(own[1] ?? "").length > 0;
  const near = isOrdered ? suggestions.slice(0, 3).join(" or ") : findNearest(specifier, suggestions);
  return [message, near === undefined ? `There are ${suggestions.slice(0, 5).join(", ")}` : `Did you mean ${near}?`];
}

/** A name that the module does not have; types of tools are left to the type check. */
function checkBinding(
  one: ModuleImport,
  binding: ImportBinding,
  target: LinkTarget,
  isUsed: boolean,
  host: ModuleHost,
): Problem | undefined {
  if (binding.kind === "namespace") return undefined;
  const name = binding.imported;
  const fail = (candidates: Iterable<string>, advice?: string): Problem => {
    const near = findNearest(name, candidates);
    const hint = near === undefined ? advice : `Did you mean ${near}?`;
    return {
      rule: "unknown-import-name",
      start: binding.start,
      message: `Cannot import "${clip(name)}" from "${clip(one.specifier)}": it exports no such name`,
      ...(hint === undefined ? {} : { advice: hint }),
    };
  };
  switch (target.kind) {
    case "node":
      return undefined;
    case "client":
      if (clientExports.has(name) || (!isUsed && /^[A-Z]/.test(name))) return undefined;
      return fail(clientExports, `It exports ${[...clientExports].join(", ")}`);
    case "tool":
      if (name === target.functionName || binding.kind === "default" || !isUsed) return undefined;
      return fail([target.functionName], `It exports ${target.functionName}`);
    case "server": {
      if (binding.kind === "default" || !isUsed) return undefined;
      const functions = host.functionNames(target.server);
      if (functions.includes(name)) return undefined;
      const suggested = host.suggest(target.server, name);
      return fail(suggested.length > 0 ? [] : functions, suggestion(suggested));
    }
    case "skill": {
      const { exports } = target.module.scan;
      const names = exports.flatMap((entry) =>
        entry.kind === "default" ? ["default"] : entry.kind === "local" || entry.kind === "from" ? [entry.name] : [],
      );
      if (names.includes(name) || (name === "default" && isFunctionBody(target.module)) || !isUsed) return undefined;
      return fail(names, names.length === 0 ? "It has a default export only" : `It exports ${names.join(", ")}`);
    }
  }
}

function suggestion(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Did you mean ${names.slice(0, 3).join(" or ")}?`;
}

/** A skill without any export is the body of its default function. */
export function isFunctionBody(module: LinkedModule): boolean {
  return module.scan.exports.every((entry) => entry.kind === "type");
}

/** @throws EngineError `cancelled` */
export function assertWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new EngineError("cancelled", "Cannot compile the code: the caller has gone", { cause: signal.reason });
}

/** Names from code go into messages in bounded length. */
export function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
