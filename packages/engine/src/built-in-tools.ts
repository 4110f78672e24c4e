import {
  createToolEntry,
  type Json,
  type JsonObject,
  type ServerEntry,
  type SkillMetadata,
  type ToolEntry,
  type ToolOutcome,
  toPublicError,
} from "@sluice/contracts";
import { type EngineToolParts, engineTools } from "./engine-tools.ts";
import type { RunContext } from "./run-context.ts";

export const SKILLS_SERVER = "skills";
const ENGINE_SERVER = "engine";

/** Parked: a skill that waits for a person; the caller waits with it. */
export type BuiltInOutcome = ToolOutcome | { readonly kind: "parked" };

export interface BuiltInTools {
  call(context: RunContext, callId: number, entry: ToolEntry, args: JsonObject): Promise<BuiltInOutcome>;
}

export function isBuiltIn(server: string): boolean {
  return server === SKILLS_SERVER || server === ENGINE_SERVER;
}

export const engineServer: ServerEntry = {
  name: ENGINE_SERVER,
  title: "Sluice itself",
  description: "Search, describe and look after runs and workflows",
};
export const skillsServer: ServerEntry = {
  name: SKILLS_SERVER,
  title: "Saved skills",
  description: "Programs that proved themselves, by version",
};

export function engineEntries(): readonly ToolEntry[] {
  return engineTools.map(({ run: _run, ...definition }) => createToolEntry(ENGINE_SERVER, definition));
}

/** A skill is called with one object; without a declared schema it takes any. */
export function toSkillEntry(skill: SkillMetadata): ToolEntry {
  const current = skill.versions.find((version) => version.version === skill.current);
  return createToolEntry(
    SKILLS_SERVER,
    {
      name: skill.name,
      description: skill.description,
      inputSchema: current?.inputSchema ?? { type: "object" },
      ...(current?.outputSchema === undefined ? {} : { outputSchema: current.outputSchema }),
      annotations: {},
    },
    "skill",
  );
}

export function createBuiltInTools(
  parts: EngineToolParts,
  runSkill: (context: RunContext, callId: number, skill: string, input: JsonObject) => Promise<BuiltInOutcome>,
): BuiltInTools {
  return {
    async call(context, callId, entry, args) {
      if (entry.server === SKILLS_SERVER) return runSkill(context, callId, entry.name, args);
      const tool = engineTools.find(({ name }) => name === entry.name);
      if (tool === undefined)
        return {
          kind: "failed",
          failure: { code: "unknown_tool", message: `There is no ${entry.address}`, retryable: false },
        };
      try {
        const value = await tool.run(parts, context, args);
        return { kind: "ok", value: JSON.parse(JSON.stringify(value)) as Json };
      } catch (error) {
        const { code, message } = toPublicError(error);
        return { kind: "failed", failure: { code, message, retryable: false } };
      }
    },
  };
}
