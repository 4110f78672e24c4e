import type { Language } from "@sluice/contracts";
import type MagicString from "magic-string";
import { transformSync } from "oxc-transform";
import { PositionMap } from "./position-map.ts";
import type { SourceText } from "./source-text.ts";

export type TransformResult =
  | { readonly kind: "transformed"; readonly code: string; readonly map: PositionMap }
  | { readonly kind: "failed"; readonly message: string; readonly line: number; readonly column: number };

/**
 * Takes the types off. Runs on code that is no function (TypeScript allows namespaces only there), so
 * top-level returns arrive as `throw result(…)` and leave as `return (…)`, at the same columns.
 */
export function transformModule(
  edited: MagicString,
  language: Language,
  result: string,
  source: SourceText,
): TransformResult {
  const lang = language === "typescript" ? "ts" : "js";
  const text = edited.toString();
  const { code, map, errors } = transformSync(`program.${lang}`, text, {
    lang,
    sourceType: "module",
    target: "esnext",
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
  });
  const positions = new PositionMap(edited, map, source);
  const error = errors.find((one) => one.severity === "Error");
  if (error !== undefined) {
    const at = positions.originOfEdited(error.labels.at(-1)?.start ?? 0, text);
    return { kind: "failed", message: error.message, line: at?.line ?? 1, column: at?.column ?? 1 };
  }
  const withCall = `throw ${result}(`;
  const bare = `throw ${result};`;
  return {
    kind: "transformed",
    code: code
      .replaceAll(withCall, `return${" ".repeat(withCall.length - "return(".length)}(`)
      .replaceAll(bare, `return${" ".repeat(bare.length - "return;".length)};`),
    map: positions,
  };
}
