import MagicString from "magic-string";
import type { Node } from "oxc-parser";
import { isFunctionBody, type LinkedModule, type LinkTarget } from "./link-modules.ts";
import { WRAPPER_PREFIX } from "./parse-source.ts";
import type { ProgramNames } from "./program-names.ts";
import type { ImportBinding } from "./read-imports.ts";
import type { TokenLiteral } from "./scan-module.ts";

/** Collects what the modules of one program share. */
export interface ProgramParts {
  readonly names: ProgramNames;
  /** Texts by index, for `rt.literal(i)`. */
  readonly literals: string[];
  /** `node:` modules, imported once for all. */
  readonly nodeModules: Map<string, string>;
  skillName(module: LinkedModule): string;
}

export interface RewrittenModule {
  readonly edited: MagicString;
  /** Declarations for imports; they stand before the module's own code. */
  readonly prelude: string;
  /** Statements after the module's own code: its exports, or the program's result. */
  readonly epilogue: string;
}

/**
 * Edits the source so that it is neither module nor function: imports and exports become plain declarations,
 * and each top-level `return x` becomes `throw result(x)`, which `transformModule` turns back.
 */
export function rewriteModule(module: LinkedModule, parts: ProgramParts): RewrittenModule {
  const edited = new MagicString(module.parsed.wrapped);
  edited.remove(0, WRAPPER_PREFIX.length - 1);
  edited.remove(module.parsed.wrapped.length - 1, module.parsed.wrapped.length);
  const prelude = rewriteImports(module, parts, edited);
  rewriteExports(module, parts, edited);
  rewriteDynamicImports(module, parts, edited);
  for (const literal of module.scan.literals) rewriteLiteral(literal, parts, edited);
  for (const node of module.scan.returns) rewriteReturn(node, parts, edited);
  const hasDefault = module.scan.exports.some((entry) => isDefault(entry));
  if (!hasDefault) rewriteLastExpression(module, parts, edited);
  return {
    edited,
    prelude,
    epilogue: module.skill === undefined ? mainEpilogue(module, parts) : skillEpilogue(module, parts),
  };
}

function isDefault(entry: LinkedModule["scan"]["exports"][number]): boolean {
  return entry.kind === "default" || ((entry.kind === "local" || entry.kind === "from") && entry.name === "default");
}

function rewriteImports(module: LinkedModule, parts: ProgramParts, edited: MagicString): string {
  const { scan, parsed } = module;
  const statements: string[] = [];
  for (const one of scan.imports) {
    if (!one.isReexport) edited.overwrite(one.start, one.end, ";");
    const target = module.targets.get(one.specifier);
    if (target === undefined || one.isType) continue;
    const used = one.bindings.filter(
      (binding) => !binding.isType && (parsed.language === "javascript" || scan.values.has(binding.local)),
    );
    // TypeScript drops an import whose names are types only; one without names is there for its effects.
    if (target.kind === "skill" && !one.isReexport && (used.length > 0 || one.bindings.length === 0)) {
      const name = parts.names.module(scan.imports.indexOf(one));
      statements.push(`const ${name} = await ${parts.skillName(target.module)}();`);
    }
    if (one.isReexport) continue;
    for (const binding of used) {
      const value = bindingValue(
        binding.imported,
        binding,
        target,
        parts,
        parts.names.module(scan.imports.indexOf(one)),
      );
      statements.push(`const ${binding.local} = ${value};`);
    }
  }
  for (const [index, one] of scan.imports.entries()) {
    const target = module.targets.get(one.specifier);
    if (one.isReexport && target?.kind === "skill") {
      statements.push(`const ${parts.names.module(index)} = await ${parts.skillName(target.module)}();`);
    }
  }
  return statements.join(" ");
}

function bindingValue(
  imported: string,
  binding: Pick<ImportBinding, "kind">,
  target: LinkTarget,
  parts: ProgramParts,
  skillModule: string,
): string {
  const { rt } = parts.names;
  const isNamespace = binding.kind === "namespace";
  switch (target.kind) {
    case "client":
      if (isNamespace) return `${rt}.client`;
      return imported === "ToolError" ? "globalThis.ToolError" : property(`${rt}.client`, imported);
    case "tool":
      return isNamespace ? toolNamespace(target, rt) : toolValue(target.server, target.functionName, rt);
    case "server":
      if (isNamespace || imported === "default") return `${rt}.server(${JSON.stringify(target.server)})`;
      return toolValue(target.server, imported, rt);
    case "skill":
      return isNamespace ? skillModule : property(skillModule, imported);
    case "node": {
      const name = nodeModule(target.specifier, parts);
      return isNamespace ? name : property(name, imported);
    }
  }
}

function toolValue(server: string, functionName: string, rt: string): string {
  return `${rt}.tool(${JSON.stringify(server)}, ${JSON.stringify(functionName)})`;
}

function toolNamespace(target: Extract<LinkTarget, { kind: "tool" }>, rt: string): string {
  const value = toolValue(target.server, target.functionName, rt);
  return `{ ${JSON.stringify(target.functionName)}: ${value}, default: ${value} }`;
}

function property(object: string, name: string): string {
  return `${object}[${JSON.stringify(name)}]`;
}

function nodeModule(specifier: string, parts: ProgramParts): string {
  const known = parts.nodeModules.get(specifier);
  if (known !== undefined) return known;
  const name = parts.names.node(parts.nodeModules.size);
  parts.nodeModules.set(specifier, name);
  return name;
}

function rewriteExports(module: LinkedModule, parts: ProgramParts, edited: MagicString): void {
  const removed = new Set<Node>();
  for (const entry of module.scan.exports) {
    const { node } = entry;
    if (removed.has(node)) continue;
    removed.add(node);
    if (entry.kind === "default") rewriteDefault(entry.declaration, node, parts, edited);
    else if (node.type === "ExportNamedDeclaration" && node.declaration !== null) {
      edited.remove(node.start, node.declaration.start);
    } else if (node.type === "ExportDefaultDeclaration") edited.remove(node.start, node.declaration.start);
    else edited.overwrite(node.start, node.end, ";");
  }
}

function rewriteDefault(declaration: Node, node: Node, parts: ProgramParts, edited: MagicString): void {
  const isDeclaration = declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
  if (declaration.type === "TSDeclareFunction" || (isDeclaration && declaration.id !== null)) {
    edited.remove(node.start, declaration.start);
    return;
  }
  edited.overwrite(node.start, declaration.start, `const ${parts.names.fallback} = `);
  // A declaration ends without a semicolon; as an expression it would go on with the next line.
  if (isDeclaration) edited.appendLeft(declaration.end, ";");
}

function rewriteDynamicImports(module: LinkedModule, parts: ProgramParts, edited: MagicString): void {
  for (const one of module.scan.dynamicImports) {
    const target = one.specifier === undefined || one.hasOptions ? undefined : module.targets.get(one.specifier);
    if (target === undefined) continue;
    const code =
      target.kind === "skill"
        ? `${parts.skillName(target.module)}()`
        : target.kind === "node"
          ? `import(${JSON.stringify(target.specifier)})`
          : `(async () => (${bindingValue("*", { kind: "namespace" }, target, parts, "")}))()`;
    edited.overwrite(one.start, one.end, padded(code, one.start, module));
  }
}

function rewriteLiteral(literal: TokenLiteral, parts: ProgramParts, edited: MagicString): void {
  const call = `${parts.names.rt}.literal(${parts.literals.length})`;
  parts.literals.push(literal.text);
  if (literal.kind === "quasi") edited.overwrite(literal.start, literal.end, `\${${call}}`);
  else if (literal.kind === "key") edited.overwrite(literal.start, literal.end, `[${call}]`);
  else {
    const value = literal.needsParentheses ? `(${call})` : call;
    edited.overwrite(literal.start, literal.end, padded(value, literal.start, undefined, edited));
  }
}

/** `return"x"` is legal; `return$x` is another word. */
function padded(code: string, start: number, module: LinkedModule | undefined, edited?: MagicString): string {
  const text = module?.parsed.wrapped ?? edited?.original ?? "";
  const before = text[start - 1] ?? " ";
  return /[\w$\\\u0080-\uffff]/.test(before) ? ` ${code}` : code;
}

function rewriteReturn(node: Node, parts: ProgramParts, edited: MagicString): void {
  if (node.type !== "ReturnStatement") return;
  const { result } = parts.names;
  if (node.argument === null) edited.overwrite(node.start, node.end, `throw ${result};`);
  else {
    edited.overwrite(node.start, node.argument.start, `throw ${result}(`);
    edited.appendLeft(node.argument.end, ")");
  }
}

const declarations: ReadonlySet<string> = new Set([
  "EmptyStatement",
  "FunctionDeclaration",
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
]);

function rewriteLastExpression(module: LinkedModule, parts: ProgramParts, edited: MagicString): void {
  if (module.skill !== undefined && !isFunctionBody(module)) return;
  const last = findLastExpression(module.parsed.body);
  if (last === undefined) return;
  edited.appendRight(last.start, `throw ${parts.names.result}(`);
  edited.appendLeft(last.end, ")");
}

/** The value is that of the last statement that runs, where it is an expression at the top level. */
export function findLastExpression(body: readonly Node[]): Node | undefined {
  const last = body.findLast((node) => !declarations.has(node.type) && !isDeclared(node));
  return last?.type === "ExpressionStatement" && last.directive !== "use strict" ? last.expression : undefined;
}

function isDeclared(node: Node): boolean {
  return (node as { declare?: unknown }).declare === true;
}

function exportValue(
  module: LinkedModule,
  entry: LinkedModule["scan"]["exports"][number],
  parts: ProgramParts,
): string {
  switch (entry.kind) {
    case "local":
      return entry.local;
    case "default": {
      const { declaration } = entry;
      const id =
        declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration" ? declaration.id : null;
      return id?.name ?? parts.names.fallback;
    }
    case "from": {
      const target = module.targets.get(entry.from.specifier);
      const binding = { kind: entry.imported === "*" ? "namespace" : "named" } as const;
      const skillModule = parts.names.module(module.scan.imports.indexOf(entry.from));
      return target === undefined ? "undefined" : bindingValue(entry.imported, binding, target, parts, skillModule);
    }
    default:
      return "undefined";
  }
}

/** With `export default`: a function is called with the caller's data, anything else is the result. */
function mainEpilogue(module: LinkedModule, parts: ProgramParts): string {
  const entry = module.scan.exports.find((one) => isDefault(one));
  if (entry === undefined) return "";
  const value = exportValue(module, entry, parts);
  return `return typeof ${value} === "function" ? ${value}(${parts.names.rt}.context) : ${value};`;
}

function skillEpilogue(module: LinkedModule, parts: ProgramParts): string {
  if (isFunctionBody(module)) return "";
  const getters = module.scan.exports.flatMap((entry) => {
    if (entry.kind === "type" || entry.kind === "unsupported") return [];
    const name = entry.kind === "default" ? "default" : entry.name;
    return [`get ${JSON.stringify(name)}() { return ${exportValue(module, entry, parts)}; }`];
  });
  return `return { ${getters.join(", ")} };`;
}
