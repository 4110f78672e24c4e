import { describe, expect, it } from "vitest";
import { evaluateFlow } from "./evaluate-flow.ts";
import { explainCall, explainFlow } from "./explain-call.ts";
import { isApprover } from "./is-approver.ts";
import { isRepeatable } from "./is-repeatable.ts";
import { isVisible } from "./is-visible.ts";
import { parsePolicy } from "./parse-policy.ts";
import { resolvePolicies } from "./resolve-policies.ts";
import { toPermissions } from "./to-permissions.ts";

function policyOf(text: string) {
  const policy = resolvePolicies([parsePolicy(`name: p\n${text}`, "p.yaml")]).get("p");
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

describe("evaluateFlow()", () => {
  const policy = policyOf(`pii:
  flows:
    - { from: hr, to: "*", types: ["*"], decision: deny }
    - { from: crm, to: mailer, types: [email, person] }
    - { from: "*", to: mailer, types: [email], decision: ask }`);
  it.each([
    ["email", ["crm"], "crm", "allow", "own server"],
    ["phone", ["crm", "mailer"], "mailer", "allow", "own server"],
    ["email", ["crm"], "mailer", "allow", "p:flows:1"],
    ["phone", ["crm"], "mailer", "deny", "no rule"],
    ["email", ["shop"], "mailer", "ask", "p:flows:2"],
    ["email", ["hr"], "mailer", "deny", "p:flows:0"],
    ["email", ["crm", "hr"], "mailer", "deny", "p:flows:0"],
    ["email", ["crm", "shop"], "mailer", "ask", "p:flows:2"],
    ["email", ["crm"], "files", "deny", "no rule"],
    ["email", [], "files", "deny", "no rule"],
  ] as const)("evaluateFlow() for %s from %j to %s is %s", (type, from, to, decision, rule) => {
    expect(evaluateFlow(policy, { type, from, to })).toMatchObject({ decision, rule, type, to });
  });

  it("explainFlow() names the line of the rule and never a value", () => {
    expect(explainFlow(policy, { type: "email", from: ["hr"], to: "mailer" }).text).toContain("p.yaml:4");
    expect(explainFlow(policy, { type: "phone", from: ["crm"], to: "mailer" }).text).toContain("no rule of pii.flows");
  });
});

describe("explainCall()", () => {
  it("explainCall() shows which rules were passed over and why, up to the one that decides", () => {
    const policy = policyOf(
      "tools:\n  - allow: files.write_file\n    args: { path: 'reports/**' }\n  - ask: files.*\n    when: { destructive: true }\n  - allow: '*'",
    );
    const { text, verdicts } = explainCall(policy, {
      server: "files",
      tool: "write_file",
      args: { path: "/home/ann@example.com" },
    });
    expect(verdicts.map((verdict) => [verdict.rule, verdict.outcome])).toEqual([
      ["p:0", "passed"],
      ["p:1", "decided"],
    ]);
    expect(text).toContain("p.yaml:3");
    expect(text).toContain("approvers: admin, admin/*");
    expect(text).not.toContain("ann");
  });
});

describe("isVisible()", () => {
  it.each([
    ["[{ allow: a.b }]", {}, true],
    ["[{ ask: a.b }]", {}, true],
    ["[{ deny: a.b }, { allow: '*' }]", {}, false],
    ["[{ deny: a.b, args: { x: y } }, { allow: '*' }]", {}, true],
    ["[{ deny: a.b, when: { destructive: true } }, { allow: '*' }]", {}, false],
    ["[{ deny: a.b, when: { destructive: true } }, { allow: '*' }]", { readOnlyHint: true }, true],
    ["[{ allow: a.b, when: { readOnly: true } }]", {}, false],
    ["[]", {}, false],
  ])("isVisible() under %s with %j is %j", (tools, annotations, expected) => {
    expect(isVisible(policyOf(`tools: ${tools}`), { server: "a", name: "b", annotations })).toBe(expected);
  });
});

describe("isApprover()", () => {
  it("isApprover() takes whom the patterns name and never the one that asked", () => {
    expect(isApprover(["ops/*", "ann"], "ops/bob", "agent")).toBe(true);
    expect(isApprover(["ops/*"], "dev/bob", "agent")).toBe(false);
    expect(isApprover(["*"], "agent", "agent")).toBe(false);
    for (const disguise of ["Agent", " agent ", "ａgent"])
      expect(isApprover(["*"], disguise, "agent"), disguise).toBe(false);
    expect(isApprover(["*"], "", "agent")).toBe(false);
    expect(isApprover([], "ann", "agent")).toBe(false);
  });
});

describe("isRepeatable()", () => {
  it("isRepeatable() goes by the policy's patterns and by stated hints", () => {
    const policy = policyOf("idempotent: ['crm.set_*']");
    expect(isRepeatable(policy, "crm", "set_name")).toBe(true);
    expect(isRepeatable(policy, "crm", "add_order")).toBe(false);
    expect(isRepeatable(policy, "crm", "x", { readOnlyHint: true })).toBe(true);
    expect(isRepeatable(policy, "crm", "x", { idempotentHint: true })).toBe(true);
    expect(isRepeatable(policy, "crm", "x", { readOnlyHint: true, destructiveHint: true })).toBe(false);
  });
});

describe("toPermissions()", () => {
  it("toPermissions() hands on the listed variables that exist, and nothing else", () => {
    const policy = policyOf(
      "sandbox: { env: [REGION, MISSING, REGION], memoryMb: 128, files: { read: [workspace] } }\ncalls: { perRun: 7 }",
    );
    const permissions = toPermissions(policy, { REGION: "eu", SECRET: "x" });
    expect(permissions.env).toEqual({ REGION: "eu" });
    expect(permissions).toMatchObject({ memoryMb: 128, isolation: "any", calls: { perRun: 7, parallel: 16 } });
    expect(permissions.workspace).toMatchObject({ read: true, write: false });
    expect(Object.keys(permissions).sort()).toEqual([
      "calls",
      "cpuMs",
      "env",
      "frameKb",
      "isolation",
      "jit",
      "memoryMb",
      "openFiles",
      "outputKb",
      "wallMs",
      "workspace",
    ]);
  });
});
