import { type ContentBlock, EngineError, toPublicError } from "@sluice/contracts";
import type { Caller, Engine, Log, RunHooks } from "@sluice/engine";
import type { z } from "zod";
import { printCall, printRun, printSearch, printSkill } from "./text-form.ts";
import { type SurfaceTool, surfaceSchemas } from "./tool-definitions.ts";

export interface SurfaceResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

/** One call of the five tools, whichever way it came. Never throws: what we refuse comes back as a result. */
export async function callSurface(
  engine: Engine,
  log: Log,
  caller: Caller,
  name: string,
  args: unknown,
  hooks: RunHooks,
): Promise<SurfaceResult> {
  try {
    return await call(engine, caller, name, args, hooks);
  } catch (error) {
    const { code, message } = toPublicError(error);
    if (code === "internal")
      log.error("a call failed in the gateway", {
        tool: name,
        error: String(error instanceof Error ? error.stack : error),
      });
    const details = error instanceof EngineError ? error.details : {};
    return {
      content: [text(`${code}: ${message}`)],
      structuredContent: { success: false, error: { code, message, ...details } },
      isError: true,
    };
  }
}

async function call(
  engine: Engine,
  caller: Caller,
  name: string,
  args: unknown,
  hooks: RunHooks,
): Promise<SurfaceResult> {
  switch (name as SurfaceTool) {
    case "searchTools": {
      const answer = await engine.searchTools(caller, parse("searchTools", args));
      return { content: [text(printSearch(answer))], structuredContent: { ...answer } };
    }
    case "executeCode": {
      const { answer, content } = await engine.executeCode(caller, parse("executeCode", args), hooks);
      return { content: [text(printRun(answer)), ...content], structuredContent: { ...answer } };
    }
    case "callTool": {
      const answer = await engine.callTool(caller, parse("callTool", args), hooks);
      return { content: [text(printCall(answer))], structuredContent: { ...answer } };
    }
    case "saveSkill": {
      const skill = await engine.saveSkill(caller, parse("saveSkill", args));
      return { content: [text(printSkill(skill))], structuredContent: { ...skill } };
    }
    case "getRun": {
      const { answer, content } = await engine.getRun(caller, parse("getRun", args), hooks);
      return { content: [text(printRun(answer)), ...content], structuredContent: { ...answer } };
    }
    default:
      throw new EngineError(
        "not_found",
        `There is no tool "${name}"; the tools are ${Object.keys(surfaceSchemas).join(", ")}`,
      );
  }
}

function parse<Name extends SurfaceTool>(name: Name, args: unknown): z.infer<(typeof surfaceSchemas)[Name]> {
  const parsed = surfaceSchemas[name].safeParse(args ?? {});
  if (parsed.success) return parsed.data as z.infer<(typeof surfaceSchemas)[Name]>;
  const problems = parsed.error.issues
    .slice(0, 4)
    .map((issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`);
  throw new EngineError("bad_input", `Cannot call ${name}: ${problems.join("; ")}`);
}

function text(value: string): ContentBlock {
  return { type: "text", text: value };
}
