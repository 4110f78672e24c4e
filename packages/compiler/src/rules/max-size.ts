import type { Rule } from "./rule.ts";

export const MAX_CODE_CHARS = 256_000;

export const maxSize: Rule = {
  id: "max-size",
  description: `Code of more than ${MAX_CODE_CHARS / 1000} thousand characters`,
  severity: "block",
  checkModule(scope) {
    const { length } = scope.module.parsed.source.text;
    if (length <= MAX_CODE_CHARS) return;
    scope.report({
      start: 0,
      message: `Cannot run this code: it has ${length} characters, more than ${MAX_CODE_CHARS}`,
      advice: "Pass large data in context, and save parts as skills",
    });
  },
};
