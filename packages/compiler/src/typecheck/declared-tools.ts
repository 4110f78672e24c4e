import type { ModuleHost } from "@sluice/contracts";
import type { ToolUses } from "../find-tool-uses.ts";
import type { LinkedModule } from "../link-modules.ts";

/** A tool's declaration as the type check uses it. Comes from an untrusted server: capped. */
export interface DeclaredTool {
  readonly server: string;
  readonly functionName: string;
  readonly module: string;
  readonly digest: string;
  readonly signature: string;
  /** Its result type was learned from answers, so that errors about it are warnings. */
  readonly isObserved: boolean;
  /** Its own name, where the code calls it so. */
  readonly toolName?: string;
}

const MAX_MODULE_CHARS = 200_000;
const MAX_TOTAL_CHARS = 4_000_000;
const MAX_SIGNATURE_CHARS = 600;
/** Of a server whose functions the text does not show, so many are typed; the others may be called with anything. */
const MAX_OPEN_FUNCTIONS = 120;

/** Declarations of what the program names, and no more. */
export async function readDeclaredTools(
  { modules }: { readonly modules: readonly LinkedModule[] },
  uses: readonly ToolUses[],
  host: ModuleHost,
): Promise<readonly DeclaredTool[]> {
  const wanted = new Map<string, { server: string; functionName: string; toolName?: string }>();
  const want = (server: string, functionName: string, toolName?: string): void => {
    const known = wanted.get(`${server}/${functionName}`);
    if (known?.toolName !== undefined) return;
    wanted.set(`${server}/${functionName}`, { server, functionName, ...(toolName === undefined ? {} : { toolName }) });
  };
  for (const module of modules) {
    for (const one of module.scan.imports) {
      const target = module.targets.get(one.specifier);
      if (target?.kind === "tool") want(target.server, target.functionName);
    }
  }
  for (const { uses: named, open } of uses) {
    for (const use of named) want(use.server, use.functionName, use.toolName);
    for (const server of open) {
      for (const name of host.functionNames(server).slice(0, MAX_OPEN_FUNCTIONS)) want(server, name);
    }
  }
  let total = 0;
  const found = await Promise.all(
    [...wanted.values()].map(async ({ server, functionName, ...alias }): Promise<DeclaredTool | undefined> => {
      const declared = await host.declarationOf(server, functionName);
      if (declared === undefined) return undefined;
      const isUsable = declared.module.length <= MAX_MODULE_CHARS && total + declared.module.length <= MAX_TOTAL_CHARS;
      if (isUsable) total += declared.module.length;
      return {
        server,
        functionName,
        ...alias,
        module: isUsable ? declared.module : looseModule(functionName),
        digest: declared.digest,
        signature: (declared.signature ?? readSignature(declared.module, functionName)).slice(0, MAX_SIGNATURE_CHARS),
        isObserved: /@observed\b/.test(declared.module),
      };
    }),
  );
  return found.filter((one) => one !== undefined);
}

function looseModule(functionName: string): string {
  return `export declare function ${functionName}(args?: any): Promise<any>;\n`;
}

/** The head of the function with its argument's fields, from a module that codegen wrote. */
function readSignature(module: string, functionName: string): string {
  const name = functionName.replaceAll("$", "\\$");
  const head = new RegExp(`export (?:async )?(?:declare )?function (${name}\\([\\s\\S]{0,2000}?)(?: \\{\\n|;\\n)`);
  const found = head.exec(module)?.[1]?.replace(/\s+/g, " ");
  if (found === undefined) return `${functionName}(args)`;
  const input = /\(args\??: ([A-Za-z_$][\w$]*)\)/.exec(found)?.[1];
  if (input === undefined) return found;
  const fields = readFields(module, input);
  return fields === undefined ? found : found.replace(`: ${input})`, `: ${fields})`);
}

/** The fields of a type, where codegen wrote them on one line or few. */
function readFields(module: string, type: string): string | undefined {
  const fields = new RegExp(
    `export (?:interface|type) ${type.replaceAll("$", "\\$")}(?: =)? (\\{[\\s\\S]{0,2000}?\\n?\\})\\s*\\n`,
  ).exec(module)?.[1];
  const compact = fields?.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");
  return compact === undefined || compact.length > MAX_SIGNATURE_CHARS / 2 ? undefined : compact;
}

/** The first level of a type of the module on one line; undefined where it has no such type or no fields. */
export function outlineType(module: string, type: string): string | undefined {
  if (!/^[A-Za-z_$][\w$]*$/.test(type)) return undefined;
  const start = module.search(new RegExp(`^export interface ${type.replaceAll("$", "\\$")} \\{`, "m"));
  if (start < 0) return undefined;
  const fields: string[] = [];
  for (const line of module.slice(start).split("\n").slice(1)) {
    if (line.startsWith("}")) break;
    const [, field, end] = /^ {2}((?:"[^"]*"|[\w$]+)\??: )?(.*)$/.exec(line) ?? [];
    if (end === undefined) continue;
    if (field !== undefined) fields.push(`${field}${end.endsWith("{") ? `${end}…}` : end}`.replace(/;$/, ""));
    // What closes a nested object says whether it is a list of them.
    else if (/^\}./.test(end)) fields.push(`${fields.pop() ?? ""}${end.slice(1).replace(/;$/, "")}`);
  }
  const text = `{ ${fields.join("; ")} }`;
  return fields.length === 0 || text.length > MAX_SIGNATURE_CHARS ? undefined : text;
}

/** The result of an undeclared kind may be anything, and code has to be able to use it. */
export function loosenResult(module: string, functionName: string, isWholly: boolean): string {
  const name = functionName.replaceAll("$", "\\$");
  const result = isWholly ? "Promise<[\\s\\S]{1,20000}?>" : "Promise<unknown>";
  const head = new RegExp(
    `(export (?:async )?(?:declare )?function ${name}\\([\\s\\S]{0,2000}?\\): )${result}( \\{\\n|;\\n)`,
  );
  return module.replace(head, "$1Promise<any>$2");
}
