import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ArgumentProblem,
  type Codegen,
  digestOf,
  type JsonObject,
  type ObservedShape,
  type RenderedTool,
  type ServerEntry,
  type ToolEntry,
} from "@sluice/contracts";
import { createArgumentChecker } from "./check-arguments.ts";
import { nameFunctions, toFunctionName, toServerFolder } from "./names.ts";
import {
  type NamedTool,
  parseServerIndex,
  renderApiIndex,
  renderGlobals,
  renderServerIndex,
  renderServerReadme,
  type ServerSummary,
} from "./render-server.ts";
import { renderTool } from "./render-tool.ts";
import { type ApiFile, removeFolder, writeFolder, writeTextFile } from "./write-api.ts";

export interface CodegenOptions {
  readonly generatedDir: string;
  /** Rendered tools kept in memory. @default 4000 */
  readonly maxCachedTools?: number;
}

/** The port, and the removal of a server's files for good. */
export interface FileCodegen extends Codegen {
  /** Removes the server's folder and its line in the index. @throws EngineError `storage_failed` */
  removeFiles(server: string): Promise<void>;
}

/** Part of every digest in a file's header: a change of the printed form rewrites the files. */
const formatVersion = "1";

export function createCodegen(options: CodegenOptions): FileCodegen {
  const maxCachedTools = options.maxCachedTools ?? 4_000;
  const serversDir = join(options.generatedDir, "servers");
  const names = new Map<string, ServerNames>();
  const rendered = new Map<string, Promise<RenderedTool>>();
  const checker = createArgumentChecker();
  let writing: Promise<unknown> = Promise.resolve();
  let isIndexed = false;

  function functionNameOf(server: string, tool: string): string | undefined {
    return names.get(server)?.byTool.get(tool);
  }

  function render(entry: ToolEntry, observed?: ObservedShape): Promise<RenderedTool> {
    const functionName = functionNameOf(entry.server, entry.name) ?? toFunctionName(entry.name);
    const learned = observed === undefined ? "" : digestOf(observed);
    const key = `${entry.address}\n${functionName}\n${entry.digest}\n${learned}`;
    const known = rendered.get(key);
    if (known !== undefined) {
      // Moved to the end: the first ones are dropped when the cache is full.
      rendered.delete(key);
      rendered.set(key, known);
      return known;
    }
    const tool = renderTool(entry, functionName, observed);
    rendered.set(key, tool);
    tool.catch(() => rendered.delete(key));
    for (const oldest of rendered.keys()) {
      if (rendered.size <= maxCachedTools) break;
      rendered.delete(oldest);
    }
    return tool;
  }

  function setServer(server: string, entries: readonly ToolEntry[]): void {
    names.set(server, toServerNames(entries));
  }

  async function writeFiles(
    server: ServerEntry,
    entries: readonly ToolEntry[],
  ): Promise<{ written: number; warnings: readonly string[] }> {
    const tools = toNamedTools(entries, (tool) => functionNameOf(server.name, tool) ?? toFunctionName(tool));
    const warnings: string[] = [];
    const digests = tools.map((tool) => digestOf([formatVersion, tool.functionName, tool.entry.digest]));
    const files = tools.map(
      (tool, at): ApiFile => ({
        name: `${tool.functionName}.ts`,
        digest: digests[at] as string,
        render: async () => {
          const { module, warnings: own } = await render(tool.entry);
          warnings.push(...own);
          return module;
        },
      }),
    );
    const digest = digestOf([digests, server]);
    // Last, so that it never names a file that is not there yet.
    files.push({ name: "README.md", digest, render: () => renderServerReadme(server, tools) });
    files.push({ name: "index.ts", digest, render: () => renderServerIndex(server.name, tools) });
    const written = await writeFolder(join(serversDir, toServerFolder(server.name)), server.name, files);
    if (written > 0 || !isIndexed) await writeIndex();
    return { written, warnings };
  }

  /** From what is on disk, so that servers of earlier runs stay listed. */
  async function writeIndex(): Promise<void> {
    const summaries: ServerSummary[] = [];
    for (const folder of (await readdir(serversDir).catch(() => [])).sort()) {
      const source = await readFile(join(serversDir, folder, "index.ts"), "utf8").catch(() => "");
      const summary = parseServerIndex(source);
      if (summary !== undefined) summaries.push({ ...summary, folder });
    }
    const client = await readFile(new URL("./api-client.ts", import.meta.url), "utf8");
    await writeTextFile(options.generatedDir, "client.ts", client);
    await writeTextFile(options.generatedDir, "globals.d.ts", renderGlobals(summaries));
    await writeTextFile(options.generatedDir, "index.md", renderApiIndex(summaries));
    isIndexed = true;
  }

  /** One writer at a time: two lists of one server never mix. */
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const next = writing.then(work, work);
    writing = next.catch(() => undefined);
    return next;
  }

  return {
    render,
    setServer,
    functionNameOf,
    toolNameOf: (server, functionName) => {
      const known = names.get(server);
      return known?.byFunction.get(functionName) ?? (known?.byTool.has(functionName) ? functionName : undefined);
    },
    removeServer: (server) => void names.delete(server),
    checkArguments: (entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[] => checker.check(entry, args),
    writeServer: (server, entries) => {
      setServer(server.name, entries);
      return enqueue(() => writeFiles(server, entries));
    },
    removeFiles: (server) =>
      enqueue(async () => {
        await removeFolder(join(serversDir, toServerFolder(server)), server);
        await writeIndex();
      }),
  };
}

interface ServerNames {
  readonly byTool: ReadonlyMap<string, string>;
  readonly byFunction: ReadonlyMap<string, string>;
}

function toServerNames(entries: readonly ToolEntry[]): ServerNames {
  const byTool = nameFunctions(entries.map((entry) => entry.name));
  return { byTool, byFunction: new Map([...byTool].map(([tool, functionName]) => [functionName, tool])) };
}

/** Sorted by function name; of tools with one name, the one with the lowest digest, whatever the order of the list. */
function toNamedTools(entries: readonly ToolEntry[], nameOf: (tool: string) => string): readonly NamedTool[] {
  const byName = new Map<string, ToolEntry>();
  for (const entry of entries) {
    const other = byName.get(entry.name);
    if (other === undefined || entry.digest < other.digest) byName.set(entry.name, entry);
  }
  return [...byName.values()]
    .map((entry) => ({ functionName: nameOf(entry.name), entry }))
    .sort((a, b) => (a.functionName < b.functionName ? -1 : 1));
}
