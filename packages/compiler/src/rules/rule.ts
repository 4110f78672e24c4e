import type { Node } from "oxc-parser";
import type { LinkedModule } from "../link-modules.ts";
import type { Visit } from "../walk.ts";

export type RuleEffect = "block" | "warn" | "off";

export interface Finding {
  /** Offset in `wrapped`. */
  readonly start: number;
  readonly message: string;
  readonly advice: string;
  /** Less certain than the rule as a whole: never more than a warning. */
  readonly isWeak?: boolean;
  /** The line itself should not be repeated. */
  readonly isSensitive?: boolean;
}

export interface RuleScope {
  readonly module: LinkedModule;
  /** The code declares that name itself, so it is not the global one. */
  isShadowed(name: string): boolean;
  report(finding: Finding): void;
}

/** Advice to the agent before the run. What keeps code in is the sandbox; a rule that is fooled costs nothing but that. */
export interface Rule {
  readonly id: string;
  readonly description: string;
  readonly severity: RuleEffect;
  /** What it is about cannot run at all, so a policy cannot allow it. */
  readonly isFixed?: boolean;
  readonly nodes?: readonly Node["type"][];
  check?(visit: Visit, scope: RuleScope): void;
  /** Once a module. */
  checkModule?(scope: RuleScope): void;
}
