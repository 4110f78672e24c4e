import {
  EngineError,
  type Policy,
  type SearchAnswer,
  type SearchResult,
  type SearchToolsInput,
  type ToolDescription,
  type ToolEntry,
} from "@sluice/contracts";
import { isVisible } from "@sluice/policy";
import type { EngineDeps } from "./deps.ts";
import { findServerName, resolveTool } from "./resolve-tool.ts";

const SUMMARY_CHARACTERS = 200;

/** Search as one policy sees it: hidden tools are neither shown nor counted. */
export async function searchTools(
  deps: EngineDeps,
  principal: string,
  policy: Policy,
  input: SearchToolsInput,
): Promise<SearchAnswer> {
  const boost = await deps.boostOf?.(principal);
  const { hits, total } = deps.catalog.search(input.query, {
    limit: input.limit,
    ...(input.server === undefined ? {} : { server: findServerName(deps, input.server) ?? input.server }),
    ...(input.kind === undefined ? {} : { kind: input.kind }),
    ...(input.readOnly === undefined ? {} : { readOnly: input.readOnly }),
    isVisible: (entry) => isVisible(policy, entry),
    ...(boost === undefined ? {} : { boost }),
  });
  const results = await Promise.all(hits.map(({ entry, score }) => toResult(deps, entry, score, input.detail)));
  return { results, total };
}

async function toResult(
  deps: EngineDeps,
  entry: ToolEntry,
  score: number,
  detail: SearchToolsInput["detail"],
): Promise<SearchResult> {
  const place = {
    address: entry.address,
    kind: entry.kind,
    server: entry.server,
    name: entry.name,
    score: Math.round(score * 1000) / 1000,
  };
  const rendered = await deps.codegen.render(entry, deps.shapes?.shapeOf(entry));
  const importPath = entry.kind === "skill" ? `./skills/${entry.name}.ts` : rendered.importPath;
  if (detail === "names") return { ...place, importPath, description: "", signature: "" };
  return {
    ...place,
    importPath,
    description: detail === "full" ? entry.description : firstWords(entry.description),
    signature: rendered.signature,
    ...(detail === "full" ? { declaration: rendered.declaration } : {}),
  };
}

function firstWords(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= SUMMARY_CHARACTERS) return line;
  const cut = line.slice(0, SUMMARY_CHARACTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), SUMMARY_CHARACTERS - 40))}…`;
}

/** @throws EngineError `unknown_tool`, `unknown_server` */
export async function describeTool(deps: EngineDeps, policy: Policy, address: string): Promise<ToolDescription> {
  const resolved = resolveTool(deps, policy, address);
  if (resolved.kind === "missing") throw new EngineError(resolved.code, resolved.message);
  const { entry } = resolved;
  if (!isVisible(policy, entry))
    throw new EngineError("denied", `Policy "${policy.name}" does not allow "${entry.address}"`);
  const rendered = await deps.codegen.render(entry, deps.shapes?.shapeOf(entry));
  const instructions = deps.catalog.server(entry.server)?.instructions;
  return {
    address: entry.address,
    declaration: rendered.declaration,
    description: entry.description,
    annotations: entry.annotations,
    ...(instructions === undefined ? {} : { instructions }),
  };
}
