import { noJsx, noUnknownImports } from "./fixed-rules.ts";
import { maxDepth } from "./max-depth.ts";
import { maxSize } from "./max-size.ts";
import { noComputedImports } from "./no-computed-imports.ts";
import { noDynamicCode } from "./no-dynamic-code.ts";
import { noEndlessLoop } from "./no-endless-loop.ts";
import { noNodeBuiltins } from "./no-node-builtins.ts";
import { noPersonalData } from "./no-personal-data.ts";
import { noProcessAccess } from "./no-process-access.ts";
import { noPrototypeTampering } from "./no-prototype-tampering.ts";
import { noSecrets } from "./no-secrets.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  noDynamicCode,
  noPrototypeTampering,
  noUnknownImports,
  noComputedImports,
  noNodeBuiltins,
  noProcessAccess,
  noEndlessLoop,
  noSecrets,
  noPersonalData,
  maxSize,
  maxDepth,
  noJsx,
];
