import type { CompileRequest } from "@sluice/contracts";
import type { LinkedModule } from "./link-modules.ts";
import { rules } from "./rules/index.ts";
import type { Finding, Rule, RuleEffect, RuleScope } from "./rules/rule.ts";
import { walk } from "./walk.ts";

/** Findings of one rule are cut here: the first ones say it all. */
const MAX_FINDINGS = 20;

export interface RuleFinding extends Finding {
  readonly rule: string;
  readonly severity: "block" | "warn";
}

/** What the CLI and the documentation show. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: RuleEffect;
  readonly description: string;
  /** Whether a policy's `rules` may change its severity. */
  readonly isFixed: boolean;
}

export const compilerRules: readonly RuleInfo[] = rules.map(({ id, severity, description, isFixed }) => ({
  id,
  severity,
  description,
  isFixed: isFixed ?? false,
}));

export function checkRules(module: LinkedModule, effects: CompileRequest["rules"]): readonly RuleFinding[] {
  const findings: RuleFinding[] = [];
  const active = rules.flatMap((rule) => {
    const effect = (rule.isFixed ?? false) ? rule.severity : (effects[rule.id] ?? rule.severity);
    return effect === "off" ? [] : [{ rule, scope: createScope(rule, effect, module, findings) }];
  });
  for (const { rule, scope } of active) rule.checkModule?.(scope);
  const byNode = new Map<string, typeof active>();
  for (const one of active) {
    for (const type of one.rule.nodes ?? []) byNode.set(type, [...(byNode.get(type) ?? []), one]);
  }
  walk(module.parsed.body, (visit) => {
    for (const { rule, scope } of byNode.get(visit.node.type) ?? []) rule.check?.(visit, scope);
    return undefined;
  });
  return findings.sort((a, b) => a.start - b.start);
}

function createScope(rule: Rule, effect: "block" | "warn", module: LinkedModule, findings: RuleFinding[]): RuleScope {
  const { declared, imports } = module.scan;
  const imported = new Set(imports.flatMap((one) => one.bindings.map(({ local }) => local)));
  const starts = new Set<number>();
  return {
    module,
    isShadowed: (name) => declared.has(name) || imported.has(name),
    report(finding) {
      if (starts.has(finding.start) || starts.size >= MAX_FINDINGS) return;
      starts.add(finding.start);
      findings.push({ ...finding, rule: rule.id, severity: finding.isWeak === true ? "warn" : effect });
    },
  };
}
