import type { Node } from "oxc-parser";
import type { ParsedSource } from "./parse-source.ts";
import type { Problem } from "./source-text.ts";
import { walk } from "./walk.ts";

/** Syntax that parses but that no engine here runs. */
export function findUnsupported(parsed: ParsedSource): Problem[] {
  const problems: Problem[] = [];
  walk(parsed.body, ({ node }) => {
    const reason = explain(node);
    if (reason !== undefined) problems.push({ rule: "unsupported-syntax", start: node.start, ...reason });
    return undefined;
  });
  return problems;
}

function explain(node: Node): { message: string; advice: string } | undefined {
  switch (node.type) {
    case "Decorator":
      return {
        message: "Cannot use a decorator: JavaScript engines do not run them yet",
        advice: "Call the function yourself: value = decorate(value)",
      };
    case "AccessorProperty":
      return {
        message: "Cannot use an accessor field: JavaScript engines do not run them yet",
        advice: "Write a getter and a setter, or a plain field",
      };
    case "MetaProperty":
      if (node.meta.name !== "import") return undefined;
      return {
        message: "Cannot use import.meta: the program has no file or address",
        advice: "What the program needs to know comes in context",
      };
    case "TSExportAssignment":
      return { message: "Cannot use export =: code is an ES module", advice: "Write export default" };
    case "TSImportEqualsDeclaration":
      if (node.moduleReference.type !== "TSExternalModuleReference") return undefined;
      return { message: "Cannot use import = require(): code is an ES module", advice: 'Write import … from "…"' };
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      if (node.type === "ExportDefaultDeclaration" && node.declaration.type === "ClassDeclaration") {
        return {
          message: "Cannot use a class as the result: it is neither a function to call nor plain data",
          advice: "export default an async function, or return a value",
        };
      }
      return undefined;
    default:
      return undefined;
  }
}
