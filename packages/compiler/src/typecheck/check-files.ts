import { readFileSync } from "node:fs";
import type { ModuleHost } from "@sluice/contracts";
import type { LinkedProgram } from "../link-modules.ts";
import { checkPath, createSkillText, serverFile, toolFile } from "./check-text.ts";
import { type DeclaredTool, loosenResult } from "./declared-tools.ts";
import { VIRTUAL_ROOT } from "./type-server.ts";

const clientText = readFileSync(new URL("./client.dts", import.meta.url), "utf8");
const globalsText = readFileSync(new URL("./globals.dts", import.meta.url), "utf8");

/** Why each: docs/decisions/0003-type-check.md. */
const checkOptions: Readonly<Record<string, unknown>> = {
  target: "esnext",
  lib: ["esnext", "webworker", "webworker.asynciterable", "webworker.iterable"],
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
  skipLibCheck: true,
  strict: true,
  useUnknownInCatchVariables: false,
  strictPropertyInitialization: false,
  noImplicitThis: false,
  noUncheckedIndexedAccess: false,
};
const configText = JSON.stringify({
  compilerOptions: checkOptions,
  files: ["globals.d.ts", "servers.d.ts", "main.ts"],
});

export interface CheckFilesOptions {
  readonly program: LinkedProgram;
  readonly mainText: string;
  readonly tools: readonly DeclaredTool[];
  readonly open: ReadonlySet<string>;
  readonly host: ModuleHost;
  /** Results whose types were learned become `any`. */
  readonly ignoresObserved: boolean;
}

/** The whole virtual file system of one check, by absolute path. */
export function createCheckFiles(options: CheckFilesOptions): ReadonlyMap<string, string> {
  const { program, mainText, tools, open, host } = options;
  const files = new Map<string, string>();
  const add = (path: string, text: string): void => {
    files.set(`${VIRTUAL_ROOT}/${path}`, text);
  };
  add("tsconfig.json", configText);
  add("globals.d.ts", globalsText);
  add("client.ts", clientText);
  add("main.ts", mainText);
  const byServer = new Map<string, DeclaredTool[]>();
  for (const server of serversOf(program, open)) byServer.set(server, []);
  for (const tool of tools) {
    byServer.set(tool.server, [...(byServer.get(tool.server) ?? []), tool]);
    const text = loosenResult(tool.module, tool.functionName, tool.isObserved && options.ignoresObserved);
    const module = text.replace('from "../../client.ts"', 'from "./client.ts"');
    const own = tool.toolName === undefined ? "" : `, ${tool.functionName} as ${JSON.stringify(tool.toolName)}`;
    add(toolFile(tool.server, tool.functionName), `${module}\nexport { ${tool.functionName} as default${own} };\n`);
  }
  for (const [server, own] of byServer) {
    add(serverFile(server), renderIndex(server, own, open.has(server) ? host.functionNames(server) : []));
  }
  const members = [...byServer.keys()].map(
    (server) => `  ${JSON.stringify(server)}: typeof import(${JSON.stringify(`./${serverFile(server)}`)});`,
  );
  add("servers.d.ts", `declare const servers: {\n${members.join("\n")}\n  [server: string]: any;\n};\n`);
  for (const [specifier, text] of skillFiles(program)) add(specifier.replace("./", ""), text);
  return files;
}

/** Servers by the names the code gives them: of imports and of `servers.<name>`. */
function serversOf(program: LinkedProgram, open: ReadonlySet<string>): Set<string> {
  const names = new Set<string>(open);
  for (const module of [program.main, ...program.skills]) {
    for (const target of module.targets.values()) if (target.kind === "server") names.add(target.server);
  }
  return names;
}

function renderIndex(server: string, tools: readonly DeclaredTool[], others: readonly string[]): string {
  const typed = new Set(tools.map(({ functionName }) => functionName));
  const lines = tools.map(({ functionName }) => {
    const path = JSON.stringify(`./${toolFile(server, functionName)}`);
    return `export { ${functionName} } from ${path};\nexport * from ${path};`;
  });
  for (const name of others) {
    if (!typed.has(name)) lines.push(`export declare function ${name}(args?: any): Promise<any>;`);
  }
  return `${lines.join("\n")}\nimport * as all from ${JSON.stringify(`./${serverFile(server)}`)};\nexport default all;\n`;
}

function skillFiles(program: LinkedProgram): Map<string, string> {
  const files = new Map<string, string>();
  for (const module of [program.main, ...program.skills]) {
    for (const [written, target] of module.targets) {
      const path = target.kind === "skill" ? checkPath(written, target) : undefined;
      if (target.kind === "skill" && path !== undefined) files.set(path, createSkillText(target.module));
    }
  }
  return files;
}
