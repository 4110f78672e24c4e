import type { JsonObject, JsonSchema } from "../json.ts";
import type { ServerEntry, ToolEntry } from "../tool.ts";

export interface RenderedTool {
  readonly address: string;
  /** camelCase, unique within its server, stable. */
  readonly functionName: string;
  /** `./servers/<server>/<functionName>.ts` */
  readonly importPath: string;
  /** One line: `createIssue(args: { owner: string; … }): Promise<Issue>`. */
  readonly signature: string;
  /** Full declaration with doc comment and named types, self-contained; starts with `export`. */
  readonly declaration: string;
  /** Types and values as a `.ts` module that imports `callTool` from `../../client.ts`. */
  readonly module: string;
  /** Calls the result type was learned from; absent where the server declares it or nothing is known. */
  readonly observedCalls?: number;
  readonly warnings: readonly string[];
}

/** What results of a tool looked like: names and types, never values. */
export interface ObservedShape {
  /** How many results it was learned from; where it is left out, the declaration does not change with every call. */
  readonly calls?: number;
  readonly schema: JsonSchema;
}

export interface ArgumentProblem {
  readonly path: string;
  readonly message: string;
}

export interface Codegen {
  /** `observed` types the result of a tool that declares none: to show, and to warn by, not to refuse code by. */
  render(entry: ToolEntry, observed?: ObservedShape): Promise<RenderedTool>;
  /** Original tool name for a function name (or for itself); undefined where the server has none. */
  toolNameOf(server: string, functionName: string): string | undefined;
  functionNameOf(server: string, tool: string): string | undefined;
  /** Must be told of each server's tools before the two above answer for it. */
  setServer(server: string, entries: readonly ToolEntry[]): void;
  removeServer(server: string): void;
  /** Against the tool's own input schema; empty = valid. Never throws: a schema that cannot be compiled accepts. */
  checkArguments(entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[];
  /** Writes generated/servers/<server>/*.ts atomically, only where digests changed. */
  writeServer(
    server: ServerEntry,
    entries: readonly ToolEntry[],
  ): Promise<{ readonly written: number; readonly warnings: readonly string[] }>;
}
