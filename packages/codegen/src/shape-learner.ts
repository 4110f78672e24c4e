import type { Json, JsonObject, ObservedShape, ToolEntry } from "@sluice/contracts";
import { toOwnWords } from "./field-words.ts";
import { isRecord, ownValue } from "./schema-record.ts";
import { addValue, createShape, type Shape, type ShapeBudget, shapeLimits } from "./shape.ts";
import { isCount, parseShape, toShapeJson, toShapeSchema } from "./shape-json.ts";

export interface ShapeLearnerOptions {
  /** What `toJson` gave earlier; anything else counts as nothing. */
  readonly saved?: unknown;
  /** Tool definitions kept, the least recently called ones go first. @default 5000 */
  readonly maxTools?: number;
}

export interface LearnOptions {
  /** Whether a key is known to be somebody's datum, such as a value of the session's vault. */
  readonly isPersonal?: (text: string) => boolean;
  /** Whether a key reads like somebody's name: no name of a field then, unless definitions of tools use its words. */
  readonly isPersonName?: (text: string) => boolean;
}

/** Learns result types of tools that declare none. Keeps names and kinds, never a value, and no name that may be data. */
export interface ShapeLearner {
  /** Adds the result of one successful call. Ignores tools that declare their output. */
  learn(entry: ToolEntry, value: Json, options?: LearnOptions): void;
  /** What is known of this very definition of the tool. */
  shapeOf(entry: ToolEntry): ObservedShape | undefined;
  forget(digest: string): void;
  toJson(): JsonObject;
}

interface LearnedTool {
  calls: number;
  readonly shape: Shape;
  readonly budget: ShapeBudget | undefined;
  /** Made when asked for, dropped by the next call. */
  observed?: ObservedShape;
}

const savedVersion = 1;

export function createShapeLearner(options: ShapeLearnerOptions = {}): ShapeLearner {
  const maxTools = options.maxTools ?? 5_000;
  const tools = readSaved(options.saved, maxTools);

  function learn(entry: ToolEntry, value: Json, { isPersonal, isPersonName }: LearnOptions = {}): void {
    if (entry.outputSchema !== undefined) return;
    const known = tools.get(entry.digest);
    const asked = { isPersonal, isPersonName };
    const budget = known?.budget ?? { values: 0, shapes: shapeLimits.maxShapes, words: toWords(entry), ...asked };
    budget.values = shapeLimits.maxValues;
    const shape = known?.shape ?? createShape();
    Object.assign(budget, asked);
    addValue(shape, value, budget);
    Object.assign(budget, { isPersonal: undefined, isPersonName: undefined });
    tools.delete(entry.digest);
    tools.set(entry.digest, { calls: (known?.calls ?? 0) + 1, shape, budget });
    for (const oldest of tools.keys()) {
      if (tools.size <= maxTools) break;
      tools.delete(oldest);
    }
  }

  function shapeOf(entry: ToolEntry): ObservedShape | undefined {
    const tool = tools.get(entry.digest);
    if (tool === undefined) return undefined;
    tool.observed ??= { calls: tool.calls, schema: toShapeSchema(tool.shape) };
    return tool.observed;
  }

  return {
    learn,
    shapeOf,
    forget: (digest) => void tools.delete(digest),
    toJson: () => ({
      version: savedVersion,
      tools: [...tools].map(([digest, tool]) => [digest, tool.calls, toShapeJson(tool.shape)]),
    }),
  };
}

function readSaved(saved: unknown, maxTools: number): Map<string, LearnedTool> {
  const tools = new Map<string, LearnedTool>();
  if (!isRecord(saved) || saved.version !== savedVersion || !Array.isArray(saved.tools)) return tools;
  for (const row of saved.tools.slice(-maxTools)) {
    const [digest, calls, shape] = Array.isArray(row) ? row : [];
    if (typeof digest !== "string" || !isCount(calls)) continue;
    tools.set(digest, { calls, shape: parseShape(shape), budget: undefined });
  }
  return tools;
}

function toWords(entry: ToolEntry): ReadonlySet<string> {
  const { inputSchema } = entry;
  const properties = isRecord(inputSchema) ? ownValue(inputSchema, "properties") : undefined;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  return toOwnWords([
    entry.name,
    entry.title ?? "",
    ...names.slice(0, 200),
    ...entry.description.slice(0, 8_000).split(/\s+/),
  ]);
}
