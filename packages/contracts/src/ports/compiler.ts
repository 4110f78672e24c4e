import type { Language } from "../policy.ts";
import type { Diagnostic } from "../run.ts";
import type { SkillSource } from "../skill.ts";

/** What a specifier in agent code stands for. */
export type ModuleTarget =
  | { readonly kind: "client" }
  | { readonly kind: "tool"; readonly server: string; readonly functionName: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "skill"; readonly skill: SkillSource }
  | { readonly kind: "unknown"; readonly message: string; readonly suggestions: readonly string[] };

/** Resolves what code names, and hands out declarations for the type check. */
export interface ModuleHost {
  /** Specifiers as written: `./servers/github/createIssue.ts`, `./servers/github/index.ts`, `./client.ts`, `./skills/x@1.ts`. */
  resolve(specifier: string): Promise<ModuleTarget>;
  /** Servers by their name in code (`servers.<name>`). */
  serverNames(): readonly string[];
  /** Function names of a server; empty where there is none. */
  functionNames(server: string): readonly string[];
  /** The function of the tool that the server itself calls so. */
  functionNameOf(server: string, toolName: string): string | undefined;
  /** Self-contained TypeScript for one tool function, see RenderedTool.module; undefined where there is none. */
  declarationOf(
    server: string,
    functionName: string,
  ): Promise<{ readonly module: string; readonly digest: string; readonly signature?: string } | undefined>;
  suggest(server: string, functionName: string): readonly string[];
}

export interface CompileRequest {
  readonly code: string;
  readonly language: Language;
  readonly host: ModuleHost;
  /** Rule id to effect; a rule that is absent has its own default. */
  readonly rules: Readonly<Record<string, "block" | "warn" | "off">>;
  readonly typecheck: "error" | "warn" | "off";
  readonly signal?: AbortSignal;
}

export interface SecurityIssue {
  readonly rule: string;
  readonly severity: "block" | "warn";
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly advice: string;
}

export interface CompiledProgram {
  readonly kind: "compiled";
  /** sha-256 of the source as sent. */
  readonly codeHash: string;
  /** One ES module: `export default async (rt) => value`. */
  readonly code: string;
  /** Literals that may hold tokens, in order of index; their real values travel in GuestStartup.literals. */
  readonly literals: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly issues: readonly SecurityIssue[];
  readonly tools: readonly { readonly server: string; readonly functionName: string }[];
  readonly skills: readonly { readonly name: string; readonly version: string }[];
  /** Maps a position in `code` back to the agent's own source; undefined for our own glue. `file` names a skill where it is one's. */
  mapPosition(
    line: number,
    column: number,
  ): { readonly line: number; readonly column: number; readonly file?: string } | undefined;
}

export interface RejectedProgram {
  readonly kind: "rejected";
  readonly codeHash: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly issues: readonly SecurityIssue[];
}

export interface Compiler {
  compile(request: CompileRequest): Promise<CompiledProgram | RejectedProgram>;
  /**
   * The same program as a module with `export default`: unchanged where it has one, else its imports stay on top
   * and its body (last expression returned) becomes `export default async function (context: any) { … }`.
   * @throws EngineError `invalid_code`
   */
  toSkillModule(code: string, language: Language): string;
  /** Ends the type-check child. Idempotent. */
  close(): Promise<void>;
}
