import type { Rule } from "./rule.ts";

export const noComputedImports: Rule = {
  id: "no-computed-imports",
  description: "import() of what is only known at run time, or with options; the sandbox refuses to load it",
  severity: "block",
  checkModule(scope) {
    for (const one of scope.module.scan.dynamicImports) {
      if (one.specifier !== undefined && !one.hasOptions) continue;
      scope.report({
        start: one.start,
        message: "Cannot import a computed module: what it names has to be known before the run",
        advice: 'Write the path alone, as a plain string, or choose at run time with servers["name"]',
      });
    }
  },
};
