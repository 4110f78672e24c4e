import type { ArgumentProblem, JsonObject, ToolEntry } from "@sluice/contracts";

export interface ArgumentChecker {
  check(entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[];
}

export function createArgumentChecker(): ArgumentChecker {
  return { check: () => [] };
}
