import { EngineError, type Language } from "@sluice/contracts";
import MagicString from "magic-string";
import type { ParseGuard } from "./parse-guard.ts";
import { parseSource, toSourceOffset, WRAPPER_PREFIX } from "./parse-source.ts";
import { findLastExpression } from "./rewrite-module.ts";
import { scanModule } from "./scan-module.ts";
import { SourceText } from "./source-text.ts";

/**
 * A program as a module with `export default`, to be imported. One that has it stays as it is; of any other the
 * imports (and namespaces, which TypeScript wants there) stay on top and the rest becomes the body of a function.
 *
 * @throws EngineError `invalid_code`
 */
export function toSkillModule(code: string, language: Language, guard: ParseGuard): string {
  const source = new SourceText(code);
  const refusal = guard.checkSync(source, language);
  const result = refusal === undefined ? parseSource(source, language) : undefined;
  if (result?.kind !== "parsed") {
    const problem = refusal ?? (result?.kind === "refused" ? result.problem : undefined);
    const { line } = source.positionAt(problem?.start ?? 0);
    throw new EngineError("invalid_code", problem?.message ?? "Cannot compile this code", { details: { line } });
  }
  const { parsed } = result;
  const scan = scanModule(parsed);
  const isDefault = scan.exports.some(
    (entry) =>
      entry.kind === "default" || ((entry.kind === "local" || entry.kind === "from") && entry.name === "default"),
  );
  if (isDefault) return code;
  const body = new MagicString(parsed.wrapped);
  body.remove(0, WRAPPER_PREFIX.length);
  body.remove(parsed.wrapped.length - 2, parsed.wrapped.length);
  const hoisted = [
    ...scan.imports.filter((one) => !one.isReexport),
    ...parsed.body.filter((node) => node.type === "TSModuleDeclaration"),
  ];
  for (const { start, end } of hoisted) body.overwrite(start, end, ";");
  for (const { node } of new Map(scan.exports.map((entry) => [entry.node, entry])).values()) {
    if (node.type === "ExportNamedDeclaration" && node.declaration !== null)
      body.remove(node.start, node.declaration.start);
    else body.overwrite(node.start, node.end, ";");
  }
  const last = findLastExpression(parsed.body);
  if (last !== undefined) {
    body.appendRight(last.start, "return (");
    body.appendLeft(last.end, ")");
  }
  const top = hoisted.map(({ start, end }) => `${code.slice(toSourceOffset(start), toSourceOffset(end))}\n`).join("");
  // What was an import leaves an empty statement behind.
  const text = body.toString().replace(/^(?:[ \t]*;+[ \t]*\r?\n)+/, "");
  const gap = top === "" ? "" : "\n";
  return `${top}${gap}export default async function (context: any) {\n${text.replace(/\s+$/, "")}\n}\n`;
}
