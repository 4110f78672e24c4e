import { isFunctionBody, type LinkedModule, type LinkedProgram } from "./link-modules.ts";
import type { PositionMap } from "./position-map.ts";
import { createProgramNames } from "./program-names.ts";
import { type ProgramParts, rewriteModule } from "./rewrite-module.ts";
import { transformModule } from "./transform-module.ts";

export interface ModulePlace {
  readonly module: LinkedModule;
  readonly map: PositionMap;
  /** First line of its code in the bundle, from 1. */
  readonly firstLine: number;
  readonly lineCount: number;
}

export interface Bundle {
  readonly kind: "bundle";
  readonly code: string;
  readonly literals: readonly string[];
  readonly places: readonly ModulePlace[];
}

export interface BundleFailure {
  readonly kind: "failed";
  readonly module: LinkedModule;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** All modules of a program as one: skills are functions that run once, on first import. */
export function bundleProgram(program: LinkedProgram): Bundle | BundleFailure {
  const modules = [...program.skills, program.main];
  const names = createProgramNames(
    modules.map(({ parsed }) => parsed.source.text),
    modules.map(({ scan }) => scan.names),
  );
  const parts: ProgramParts = {
    names,
    literals: [],
    nodeModules: new Map(),
    skillName: (module) => names.skill(program.skills.indexOf(module)),
  };
  const places: ModulePlace[] = [];
  const lines: string[] = [];
  let lineCount = 0;
  const push = (text: string): void => {
    lines.push(text);
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineCount++;
    lineCount++;
  };

  push(`export default async function (${names.rt}) {`);
  push(`let { context, servers, pii } = ${names.rt};`);
  for (const module of modules) {
    const { edited, prelude, epilogue } = rewriteModule(module, parts);
    const transformed = transformModule(edited, module.parsed.language, names.result, module.parsed.source);
    if (transformed.kind === "failed") return { ...transformed, module };
    const code = transformed.code.replace(/\n$/, "");
    const [open, close] = frameOf(module, parts);
    push(`${open}${prelude}`);
    places.push({ module, map: transformed.map, firstLine: lineCount + 1, lineCount: code.split("\n").length });
    push(code);
    if (epilogue !== "") push(epilogue);
    push(close);
  }
  push("}");
  const imports = [...parts.nodeModules].map(
    ([specifier, name]) => `import * as ${name} from ${JSON.stringify(specifier)};`,
  );
  // On the first line, so that no place moves.
  lines[0] = `${imports.join(" ")}${lines[0] ?? ""}`;
  return { kind: "bundle", code: `${lines.join("\n")}\n`, literals: parts.literals, places };
}

function frameOf(module: LinkedModule, parts: ProgramParts): readonly [open: string, close: string] {
  if (module.skill === undefined) return ["return await (async () => {", "})();"];
  const name = parts.skillName(module);
  const once = `let ${name}p; const ${name} = () => ${name}p ??= (async () => {`;
  if (!isFunctionBody(module)) return [once, "})();"];
  return [`${once} return { default: async (context) => {`, "} }; })();"];
}

export function mapPosition(
  places: readonly ModulePlace[],
  line: number,
  column: number,
): { readonly line: number; readonly column: number; readonly file?: string } | undefined {
  const place = places.find(({ firstLine, lineCount }) => line >= firstLine && line < firstLine + lineCount);
  const origin = place?.map.originOf(line - place.firstLine + 1, column);
  if (place === undefined || origin === undefined) return undefined;
  const { file } = place.module.parsed.source;
  return file === undefined ? origin : { ...origin, file };
}
