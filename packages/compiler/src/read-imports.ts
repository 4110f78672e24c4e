import type { Node } from "oxc-parser";
import { bindingsOf, type Visit } from "./walk.ts";

export interface ImportBinding {
  readonly kind: "named" | "default" | "namespace";
  /** Name in the module; `default` and `*` for the two others. */
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
  readonly start: number;
}

export interface ModuleImport {
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  readonly isType: boolean;
  /** Import attributes or a phase (`defer`, `source`), none of which exist here. */
  readonly isUnsupported: boolean;
  /** It is an `export … from`. */
  readonly isReexport: boolean;
  readonly bindings: readonly ImportBinding[];
}

export type ModuleExport =
  | { readonly kind: "default"; readonly node: Node; readonly declaration: Node }
  | { readonly kind: "local"; readonly node: Node; readonly name: string; readonly local: string }
  | {
      readonly kind: "from";
      readonly node: Node;
      readonly name: string;
      readonly from: ModuleImport;
      readonly imported: string;
    }
  | { readonly kind: "type"; readonly node: Node }
  | { readonly kind: "unsupported"; readonly node: Node; readonly message: string; readonly advice: string };

export function readImport(node: Extract<Node, { type: "ImportDeclaration" }>): ModuleImport {
  return {
    specifier: node.source.value,
    start: node.start,
    end: node.end,
    sourceStart: node.source.start,
    sourceEnd: node.source.end,
    isType: node.importKind === "type",
    isUnsupported: node.attributes.length > 0 || node.phase !== null,
    isReexport: false,
    bindings: node.specifiers.map((specifier): ImportBinding => {
      const { start } = specifier;
      const local = specifier.local.name;
      if (specifier.type === "ImportDefaultSpecifier") {
        return { kind: "default", imported: "default", local, isType: node.importKind === "type", start };
      }
      if (specifier.type === "ImportNamespaceSpecifier") {
        return { kind: "namespace", imported: "*", local, isType: node.importKind === "type", start };
      }
      const imported = nameOf(specifier.imported);
      const isType = node.importKind === "type" || specifier.importKind === "type";
      return { kind: imported === "default" ? "default" : "named", imported, local, isType, start };
    }),
  };
}

function nameOf(node: Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}

/** Adds what it re-exports to `imports`. */
export function readExport(
  node: Extract<Node, { type: "ExportAllDeclaration" | "ExportDefaultDeclaration" | "ExportNamedDeclaration" }>,
  visit: Visit,
  imports: ModuleImport[],
): readonly ModuleExport[] {
  if (visit.up !== undefined) {
    const advice = "Move the export to the top level of the code";
    return [{ kind: "unsupported", node, message: "Cannot export from inside a block", advice }];
  }
  if (node.type === "ExportDefaultDeclaration") {
    const { declaration } = node;
    if (declaration.type === "TSInterfaceDeclaration") return [{ kind: "type", node }];
    return [{ kind: "default", node, declaration }];
  }
  if (node.type === "ExportAllDeclaration") {
    if (node.exportKind === "type") return [{ kind: "type", node }];
    if (node.exported === null) {
      const advice = 'Name what you export: export { a, b } from "…"';
      return [{ kind: "unsupported", node, message: "Cannot export everything of another module", advice }];
    }
    const from = toReexport(node, [{ imported: "*", start: node.start }]);
    imports.push(from);
    return [{ kind: "from", node, name: nameOf(node.exported), from, imported: "*" }];
  }
  if (node.exportKind === "type") return [{ kind: "type", node }];
  if (node.declaration !== null) return readDeclaration(node, node.declaration);
  const specifiers = node.specifiers.filter((specifier) => specifier.exportKind !== "type");
  if (node.source === null) {
    return specifiers.length === 0
      ? [{ kind: "type", node }]
      : specifiers.map(
          (specifier): ModuleExport => ({
            kind: "local",
            node,
            name: nameOf(specifier.exported),
            local: nameOf(specifier.local),
          }),
        );
  }
  const from = toReexport(
    node,
    specifiers.map((specifier) => ({ imported: nameOf(specifier.local), start: specifier.start })),
  );
  imports.push(from);
  if (specifiers.length === 0) return [{ kind: "type", node }];
  return specifiers.map(
    (specifier): ModuleExport => ({
      kind: "from",
      node,
      name: nameOf(specifier.exported),
      from,
      imported: nameOf(specifier.local),
    }),
  );
}

function readDeclaration(node: Node, declaration: Node): readonly ModuleExport[] {
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap((one) =>
      bindingsOf(one.id).map(({ name }): ModuleExport => ({ kind: "local", node, name, local: name })),
    );
  }
  const isValue =
    declaration.type === "FunctionDeclaration" ||
    declaration.type === "ClassDeclaration" ||
    declaration.type === "TSEnumDeclaration" ||
    declaration.type === "TSModuleDeclaration";
  const id = "id" in declaration ? declaration.id : undefined;
  if (isValue && declaration.declare !== true && id?.type === "Identifier") {
    return [{ kind: "local", node, name: id.name, local: id.name }];
  }
  return [{ kind: "type", node }];
}

function toReexport(
  node: Extract<Node, { type: "ExportAllDeclaration" | "ExportNamedDeclaration" }>,
  names: readonly { readonly imported: string; readonly start: number }[],
): ModuleImport {
  const source = node.source;
  return {
    specifier: source?.value ?? "",
    start: node.start,
    end: node.end,
    sourceStart: source?.start ?? node.start,
    sourceEnd: source?.end ?? node.end,
    isType: false,
    isUnsupported: node.attributes.length > 0,
    isReexport: true,
    bindings: names.map(({ imported, start }) => ({
      kind: imported === "*" ? "namespace" : imported === "default" ? "default" : "named",
      imported,
      local: "",
      isType: false,
      start,
    })),
  };
}
