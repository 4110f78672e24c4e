import type { Rule } from "./rule.ts";

/** Work without any permission. */
const harmless: ReadonlySet<string> = new Set(
  "assert,assert/strict,buffer,crypto,events,path,path/posix,punycode,querystring,stream,stream/promises,string_decoder,timers,timers/promises,url,util,util/types,zlib"
    .split(",")
    .map((name) => `node:${name}`),
);

export const noNodeBuiltins: Rule = {
  id: "no-node-builtins",
  description: "Imports of node: modules that need permissions, of which the sandbox gives few or none",
  severity: "warn",
  checkModule(scope) {
    const { scan, targets } = scope.module;
    const places = [
      ...scan.imports.filter((one) => !one.isType).map((one) => ({ specifier: one.specifier, start: one.sourceStart })),
      ...scan.dynamicImports.map((one) => ({ specifier: one.specifier ?? "", start: one.start })),
    ];
    for (const { specifier, start } of places) {
      const target = targets.get(specifier);
      if (target?.kind !== "node" || harmless.has(target.specifier)) continue;
      scope.report({
        start,
        message: `Cannot rely on "${target.specifier}": what the policy does not open of files, network and processes is closed to code`,
        advice: "Standard JavaScript and web APIs need no import; files and network come through tools",
      });
    }
  },
};
