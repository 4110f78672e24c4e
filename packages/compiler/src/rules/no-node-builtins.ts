import type { Rule } from "./rule.ts";

export const noNodeBuiltins: Rule = {
  id: "no-node-builtins",
  description: "Imports of node: modules, most of which the sandbox gives no permission",
  severity: "warn",
  checkModule(scope) {
    const { scan, targets } = scope.module;
    const places = [
      ...scan.imports.filter((one) => !one.isType).map((one) => ({ specifier: one.specifier, start: one.sourceStart })),
      ...scan.dynamicImports.map((one) => ({ specifier: one.specifier ?? "", start: one.start })),
    ];
    for (const { specifier, start } of places) {
      const target = targets.get(specifier);
      if (target?.kind !== "node") continue;
      scope.report({
        start,
        message: `Cannot rely on "${target.specifier}": files, network and processes are closed to code`,
        advice: "Standard JavaScript and web APIs need no import; files and network come through tools",
      });
    }
  },
};
