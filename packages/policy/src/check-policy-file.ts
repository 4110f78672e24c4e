import type { PolicyFile, ToolRule } from "@sluice/contracts";
import type { ExplainedIssue } from "./explain-issue.ts";
import { findAddressProblem } from "./match-address.ts";
import { findPathPatternProblem } from "./match-path.ts";

/** Variables that change how a program loads or what it trusts: no policy hands them to agent code. */
const FORBIDDEN_ENV =
  /^(?:LD_|DYLD_|DENO_|NODE_|SLUICE_|V8_|BASH_|GLIBC_|MALLOC_)|^(?:PATH|HOME|TMPDIR|IFS|ENV|SHELL|PYTHONPATH)$/;

/** What the schema cannot say: patterns that could never fit, names that must not be handed over. */
export function checkPolicyFile(file: PolicyFile): readonly ExplainedIssue[] {
  const issues: ExplainedIssue[] = [];
  const report = (path: readonly PropertyKey[], message: string | undefined): void => {
    if (message !== undefined) issues.push({ path, message });
  };
  if (file.extends === file.name)
    report(["extends"], `names the policy itself, write another policy's name or remove it`);
  file.tools?.forEach((rule, index) => {
    const { effect, pattern } = readRule(rule);
    report(["tools", index, effect], findAddressProblem(pattern));
    const entries = Object.entries(rule.args ?? {});
    if (rule.args !== undefined && entries.length === 0)
      report(["tools", index, "args"], "is empty, write an argument or remove it");
    for (const [name, glob] of entries) {
      if (name.split(".").some((part) => part === ""))
        report(["tools", index, "args", name], "has an empty part, write a name such as options.path");
      report(["tools", index, "args", name], findPathPatternProblem(glob));
    }
    if (rule.when !== undefined && Object.keys(rule.when).length === 0) {
      report(["tools", index, "when"], "is empty, write a hint such as { destructive: true } or remove it");
    }
  });
  file.sandbox?.env?.forEach((name, index) => {
    if (FORBIDDEN_ENV.test(name))
      report(["sandbox", "env", index], `${name} would change how the sandbox itself runs, write another name`);
  });
  file.sandbox?.net?.forEach((host, index) => {
    const port = host.includes(":") ? Number(host.slice(host.lastIndexOf(":") + 1)) : 1;
    if (port < 1 || port > 65_535) report(["sandbox", "net", index], `port ${port} does not exist, write 1 to 65535`);
  });
  file.idempotent?.forEach((pattern, index) => {
    report(["idempotent", index], findAddressProblem(pattern));
  });
  for (const kind of ["elicitation", "sampling"] as const) {
    file.questions?.[kind]?.forEach((pattern, index) => {
      report(["questions", kind, index], findAddressProblem(pattern));
    });
  }
  for (const [tool, undoing] of Object.entries(file.undo ?? {})) {
    report(["undo", tool], findAddressProblem(tool));
    report(
      ["undo", tool],
      undoing.includes("*") ? `"${undoing}" is a pattern, write one tool` : findAddressProblem(undoing),
    );
  }
  file.pii?.flows?.forEach((flow, index) => {
    for (const side of ["from", "to"] as const) {
      if (!/^[A-Za-z0-9_*-]{1,64}$/.test(flow[side]))
        report(
          ["pii", "flows", index, side],
          `"${flow[side]}" is no server's name, write one, with "*" where any will do`,
        );
    }
  });
  for (const pin of Object.keys(file.pii?.pins ?? {})) {
    if (pin.split(".").length < 3) report(["pii", "pins", pin], `names no field, write server.tool.path`);
  }
  return issues;
}

export type RuleEffect = "allow" | "deny" | "ask";

export function readRule(rule: ToolRule): { readonly effect: RuleEffect; readonly pattern: string } {
  if ("allow" in rule) return { effect: "allow", pattern: rule.allow };
  if ("deny" in rule) return { effect: "deny", pattern: rule.deny };
  return { effect: "ask", pattern: rule.ask };
}
