import type { Rule } from "./rule.ts";

/** Refused by the linker, whatever a policy says: there is nothing to import. */
export const noUnknownImports: Rule = {
  id: "no-unknown-imports",
  description: "Imports other than ./servers/, ./client.ts, ./skills/ and node: modules",
  severity: "block",
  isFixed: true,
};

/** Refused by the parser. */
export const noJsx: Rule = {
  id: "no-jsx",
  description: "JSX, for which there is no runtime",
  severity: "block",
  isFixed: true,
};
