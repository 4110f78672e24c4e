import type { Rule } from "./rule.ts";

const MAX_DEPTH = 400;
/** Deeper than this no later stage is sure to survive. */
export const HARD_MAX_DEPTH = 1200;

export const maxDepth: Rule = {
  id: "max-depth",
  description: `Code nested more than ${MAX_DEPTH} levels deep`,
  severity: "block",
  checkModule(scope) {
    const { maxDepth: depth, deepest } = scope.module.scan;
    if (depth <= MAX_DEPTH) return;
    scope.report({
      start: deepest,
      message: `Cannot run this code: it is nested ${depth} levels deep, more than ${MAX_DEPTH}`,
      advice: "Split the expression; build long texts with an array and join",
    });
  },
};
