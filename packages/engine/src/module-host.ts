import type { ModuleHost, ModuleTarget, Policy, ToolEntry } from "@sluice/contracts";
import { digestOf, isEngineError } from "@sluice/contracts";
import { isVisible } from "@sluice/policy";
import type { EngineDeps } from "./deps.ts";
import { findServerName, toServerIdentifier } from "./resolve-tool.ts";

const SERVER_FILE = /^\.\/servers\/([^/]+)\/([^/]+)\.(?:ts|js)$/;
const SKILL_FILE = /^\.\/skills\/([a-z0-9-]+)(?:@(\d+(?:\.\d+){0,2}))?\.(?:ts|js)$/;
/** What looks like a skill, by a name that none can have. */
const SKILL_LIKE = /^\.\/skills\/(.+?)(?:\.(?:ts|js))?$/;
const MAX_SUGGESTED_SKILLS = 500;
const CLIENT_FILE = /^\.\/client(?:\.ts|\.js)?$/;

/**
 * What agent code may import. A tool that the policy denies can be named, so that its call is denied and seen,
 * but nothing of its shape is shown and it is never suggested.
 * `pinned` fixes skill versions for a run that resumes; `used` collects the versions that were taken.
 * With `learned`, result types learned from results are used, and the tools they came from collected there.
 */
export function createModuleHost(
  deps: EngineDeps,
  policy: Policy,
  pinned: Readonly<Record<string, string>> = {},
  used: Map<string, string> = new Map(),
  learned?: Set<string>,
): ModuleHost {
  const visible = (server: string): readonly ToolEntry[] =>
    deps.catalog.entriesOf(server).filter((entry) => isVisible(policy, entry));
  const functionNames = (written: string): readonly string[] => {
    const server = findServerName(deps, written);
    if (server === undefined) return [];
    return deps.catalog.entriesOf(server).flatMap((entry) => deps.codegen.functionNameOf(server, entry.name) ?? []);
  };
  const visibleServers = (): readonly string[] =>
    deps.catalog.servers().flatMap((server) => (visible(server.name).length === 0 ? [] : [server.name]));

  async function resolveSkill(name: string, version: string | undefined): Promise<ModuleTarget> {
    const key = version === undefined ? name : `${name}@${version}`;
    try {
      const skill = await deps.skills.read(name, pinned[key] ?? version);
      used.set(key, skill.version);
      return { kind: "skill", skill };
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return { kind: "unknown", message: error.message, suggestions: await skillFiles() };
    }
  }

  async function skillFiles(): Promise<readonly string[]> {
    return (await deps.skills.list()).slice(0, MAX_SUGGESTED_SKILLS).map((skill) => `./skills/${skill.name}.ts`);
  }

  return {
    async resolve(specifier) {
      if (CLIENT_FILE.test(specifier)) return { kind: "client" };
      const skill = SKILL_FILE.exec(specifier);
      if (skill?.[1] !== undefined) return resolveSkill(skill[1], skill[2]);
      const other = SKILL_LIKE.exec(specifier)?.[1];
      if (other !== undefined) {
        return { kind: "unknown", message: `There is no skill "${other}"`, suggestions: await skillFiles() };
      }
      const file = SERVER_FILE.exec(specifier);
      const server = file?.[1] === undefined ? undefined : findServerName(deps, file[1]);
      if (file?.[2] === undefined) {
        return {
          kind: "unknown",
          message: `"${specifier}" is none of ./servers/<server>/<function>.ts, ./client.ts, ./skills/<name>.ts`,
          suggestions: [],
        };
      }
      if (server === undefined) {
        return {
          kind: "unknown",
          message: `There is no server "${file[1]}"`,
          suggestions: visibleServers().map((name) => `./servers/${name}/index.ts`),
        };
      }
      if (file[2] === "index") return { kind: "server", server };
      if (functionNames(server).includes(file[2])) return { kind: "tool", server, functionName: file[2] };
      return {
        kind: "unknown",
        message: `Server "${server}" has no function "${file[2]}"`,
        suggestions: this.suggest(server, file[2]).map((name) => `./servers/${server}/${name}.ts`),
      };
    },
    serverNames: () => [...new Set(visibleServers().flatMap((name) => [name, toServerIdentifier(name)]))],
    functionNames,
    functionNameOf(written, toolName) {
      const server = findServerName(deps, written);
      return server === undefined ? undefined : deps.codegen.functionNameOf(server, toolName);
    },
    async declarationOf(written, functionName) {
      const server = findServerName(deps, written);
      if (server === undefined || !functionNames(server).includes(functionName)) return undefined;
      const name = deps.codegen.toolNameOf(server, functionName);
      const entry = name === undefined ? undefined : deps.catalog.get(`${server}.${name}`);
      if (entry === undefined) return undefined;
      if (!isVisible(policy, entry)) return { module: closedModule(functionName), digest: `closed ${functionName}` };
      const schema = learned === undefined ? undefined : deps.shapes?.shapeOf(entry)?.schema;
      if (schema === undefined) {
        const { module, signature } = await deps.codegen.render(entry);
        return { module, digest: entry.digest, signature };
      }
      learned?.add(entry.address);
      const { module, signature } = await deps.codegen.render(entry, { schema });
      return { module, digest: `${entry.digest} ${digestOf(schema)}`, signature };
    },
    suggest(written, functionName) {
      const server = findServerName(deps, written) ?? written;
      const own = deps.catalog.suggest(
        `${server}.${functionName}`,
        5,
        (entry) => entry.server === server && isVisible(policy, entry),
      );
      return own
        .flatMap((address) => deps.codegen.functionNameOf(server, address.slice(server.length + 1)) ?? [])
        .slice(0, 3);
    },
  };
}

function closedModule(functionName: string): string {
  return `/** The policy denies this tool. */\nexport declare function ${functionName}(args?: any): Promise<any>;\n`;
}
