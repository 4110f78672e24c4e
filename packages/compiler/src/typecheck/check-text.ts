import type { Node } from "oxc-parser";
import { isFunctionBody, type LinkedModule, type LinkTarget } from "../link-modules.ts";
import { WRAPPER_PREFIX } from "../parse-source.ts";
import { readSpecifier } from "../specifier.ts";

/** Text for the type check, with the way back to the source it was made from. */
export class CheckText {
  #text = "";
  readonly #pieces: { readonly at: number; readonly length: number; readonly origin: number }[] = [];

  get text(): string {
    return this.#text;
  }

  /** Text that stands at `origin` in the source, unchanged. */
  copy(source: string, start: number, end: number): void {
    if (end <= start) return;
    this.#pieces.push({ at: this.#text.length, length: end - start, origin: start });
    this.#text += source.slice(start, end);
  }

  add(text: string): void {
    this.#text += text;
  }

  /** Offset in the source; undefined for added text. */
  originOf(offset: number): number | undefined {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece === undefined) return undefined;
      if (offset < piece.at) high = middle - 1;
      else if (offset > piece.at + piece.length) low = middle + 1;
      else return piece.origin + (offset - piece.at);
    }
    return undefined;
  }
}

/** Another text in place of a span of the source. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A module as TypeScript wants it: specifiers of the check's own files, and where the code returns at the top level,
 * its body in a function with imports, namespaces and types outside.
 */
export function createCheckText(module: LinkedModule): CheckText {
  const source = module.parsed.wrapped;
  const start = WRAPPER_PREFIX.length;
  const end = source.length - 2;
  const specifiers = specifierEdits(module);
  const out = new CheckText();
  const needsFunction =
    module.scan.returns.length > 0 || module.scan.imports.some((one) => isNested(one.start, module));
  if (!needsFunction) {
    copyWith(out, source, start, end, specifiers);
    out.add("\nexport {};\n");
    return out;
  }
  const outside = module.parsed.body.filter((node) => node.type === "TSModuleDeclaration").map(spanOf);
  const hoisted = [...module.scan.imports.filter((one) => !one.isReexport), ...outside];
  for (const one of hoisted) {
    copyWith(out, source, one.start, one.end, specifiers);
    out.add(";\n");
  }
  out.add("export default async function (this: void) {\n");
  const edits = [
    ...specifiers.filter((edit) => !hoisted.some((one) => one.start <= edit.start && edit.end <= one.end)),
    ...hoisted.map((one): Edit => ({ start: one.start, end: one.end, text: ";" })),
    ...exportEdits(module),
  ];
  copyWith(out, source, start, end, edits);
  out.add("\n}\n");
  return out;
}

/** What others see of a skill. One that is a function body takes the context and says nothing of its result. */
export function createSkillText(module: LinkedModule): string {
  if (isFunctionBody(module)) return "declare const run: (context?: any) => Promise<any>;\nexport default run;\n";
  return createCheckText(module).text;
}

function spanOf(node: Node): { start: number; end: number; isReexport: false } {
  return { start: node.start, end: node.end, isReexport: false };
}

function isNested(start: number, module: LinkedModule): boolean {
  return !module.parsed.body.some((node) => node.start === start);
}

function specifierEdits({ scan, targets }: LinkedModule): Edit[] {
  const edit = (specifier: string, start: number, end: number): Edit[] => {
    const path = checkPath(specifier, targets.get(specifier));
    return path === undefined ? [] : [{ start, end, text: JSON.stringify(path) }];
  };
  return [
    ...scan.imports.flatMap((one) => edit(one.specifier, one.sourceStart, one.sourceEnd)),
    ...scan.dynamicImports.flatMap((one) =>
      one.specifier === undefined ? [] : edit(one.specifier, one.sourceStart, one.sourceEnd),
    ),
  ];
}

// All files lie in one folder: TypeScript asks about each folder on the way to a file, and each question takes time.

export function toolFile(server: string, functionName: string): string {
  return `tool.${server}.${functionName}.ts`;
}

export function serverFile(server: string): string {
  return `server.${server}.ts`;
}

/** Where the type check finds a module. */
export function checkPath(specifier: string, target: LinkTarget | undefined): string | undefined {
  switch (target?.kind) {
    case "client":
      return "./client.ts";
    case "server":
      return `./${serverFile(target.server)}`;
    case "tool":
      return `./${toolFile(target.server, target.functionName)}`;
    case "node":
      return target.specifier;
    case "skill": {
      const read = readSpecifier(specifier);
      return read.kind === "own" ? `./skill.${read.specifier.slice("./skills/".length)}` : undefined;
    }
    default:
      return undefined;
  }
}

function exportEdits({ scan }: LinkedModule): Edit[] {
  const edits = new Map<Node, Edit>();
  for (const { node } of scan.exports) {
    if (node.type === "ExportNamedDeclaration" && node.declaration !== null) {
      edits.set(node, { start: node.start, end: node.declaration.start, text: "" });
    } else if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      const isNamed = "id" in declaration && declaration.id !== null && /Declaration$|Function$/.test(declaration.type);
      edits.set(node, { start: node.start, end: declaration.start, text: isNamed ? "" : "void " });
    } else edits.set(node, { start: node.start, end: node.end, text: ";" });
  }
  return [...edits.values()];
}

function copyWith(out: CheckText, source: string, start: number, end: number, edits: readonly Edit[]): void {
  let at = start;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    if (edit.start < at || edit.end > end) continue;
    out.copy(source, at, edit.start);
    out.add(edit.text);
    at = edit.end;
  }
  out.copy(source, at, end);
}
