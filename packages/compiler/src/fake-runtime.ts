import type { CompiledProgram, ModuleHost, ModuleTarget, SkillSource } from "@sluice/contracts";

/** What compiled code asks of the guest, in memory. For tests. */
export interface FakeRuntimeOptions {
  readonly context?: unknown;
  readonly call?: (address: string, args: unknown) => unknown;
  /** Real values for tokens; default: the texts themselves. */
  readonly resolve?: (literal: string) => string;
}

/** Loads the module as a `data:` URL and runs it. */
export async function runCompiled(program: CompiledProgram, options: FakeRuntimeOptions = {}): Promise<unknown> {
  const call = options.call ?? (() => null);
  const tool = (server: string, name: string) => async (args: unknown) => call(`${server}.${name}`, args);
  const server = (name: string): object =>
    new Proxy({}, { get: (_target, key) => (key === "then" || typeof key === "symbol" ? undefined : tool(name, key)) });
  const rt = {
    context: options.context ?? {},
    literal: (index: number) => {
      const text = program.literals[index];
      if (text === undefined) throw new Error(`no literal ${index}`);
      return options.resolve?.(text) ?? text;
    },
    servers: new Proxy({}, { get: (_target, key) => (typeof key === "string" ? server(key) : undefined) }),
    server,
    tool,
    client: { callTool: async (address: string, args: unknown) => call(address, args), searchTools: async () => [] },
    pii: { type: () => null, mask: () => null, domain: () => null },
  };
  const url = `data:text/javascript;base64,${Buffer.from(program.code).toString("base64")}#${Math.random()}`;
  const module: { default: (rt: unknown) => Promise<unknown> } = await import(/* @vite-ignore */ url);
  return module.default(rt);
}

export interface FakeTool {
  readonly server: string;
  readonly functionName: string;
  readonly module: string;
}

/** A module host over a few tools and skills. For tests. */
export function createFakeHost(
  tools: readonly FakeTool[] = [],
  skills: Readonly<Record<string, string>> = {},
): ModuleHost {
  const servers = [...new Set(tools.map(({ server }) => server))];
  const functionNames = (server: string): string[] =>
    tools.filter((tool) => tool.server === server).map(({ functionName }) => functionName);
  return {
    async resolve(specifier): Promise<ModuleTarget> {
      if (specifier === "./client.ts") return { kind: "client" };
      const tool = /^\.\/servers\/([^/]+)\/([^/]+)\.ts$/.exec(specifier);
      if (tool !== null) {
        const [, server = "", functionName = ""] = tool;
        if (functionName === "index" && servers.includes(server)) return { kind: "server", server };
        if (functionNames(server).includes(functionName)) return { kind: "tool", server, functionName };
      }
      const skill = /^\.\/skills\/([^/@]+)(?:@[^/]+)?\.ts$/.exec(specifier)?.[1];
      const code = skill === undefined ? undefined : skills[skill];
      if (skill !== undefined && code !== undefined) return { kind: "skill", skill: createFakeSkill(skill, code) };
      return { kind: "unknown", message: "", suggestions: [] };
    },
    serverNames: () => servers,
    functionNames,
    functionNameOf: (server, toolName) => functionNames(server).find((name) => toSnakeCase(name) === toolName),
    async declarationOf(server, functionName) {
      const found = tools.find((tool) => tool.server === server && tool.functionName === functionName);
      return found === undefined ? undefined : { module: found.module, digest: `${found.module.length}` };
    },
    suggest: (server, functionName) => functionNames(server).filter((name) => name === functionName),
  };
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function createFakeSkill(name: string, code: string): SkillSource {
  const version = "1.0.0";
  return {
    name,
    version,
    description: name,
    code,
    durable: false,
    metadata: {
      version,
      digest: "0".repeat(64),
      createdAt: "2026-01-01T00:00:00Z",
      createdBy: "test",
      requiredTools: [],
      policy: "default",
    },
  };
}
