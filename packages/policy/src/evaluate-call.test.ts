import type { ToolAnnotations } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { evaluateCall } from "./evaluate-call.ts";
import { parsePolicy } from "./parse-policy.ts";
import { resolvePolicies } from "./resolve-policies.ts";

function decide(rules: string, tool: string, args = {}, annotations?: ToolAnnotations, inputSchema?: object) {
  const policy = resolvePolicies([parsePolicy(`name: p\ntools:\n${rules}`, "p.yaml")]).get("p");
  if (policy === undefined) throw new Error("no policy");
  const [server = "", name = ""] = tool.split(".");
  const schema = inputSchema as Record<string, unknown> | undefined;
  return evaluateCall(policy, { server, tool: name, args, annotations, inputSchema: schema });
}

describe("evaluateCall()", () => {
  it("evaluateCall() denies when no rule matches", () => {
    expect(decide("  - allow: crm.list_*", "crm.delete_all")).toMatchObject({ decision: "deny", rule: "no rule" });
    expect(decide("  - allow: crm.list_*", "crm.list_customers")).toMatchObject({ decision: "allow", rule: "p:0" });
  });

  it("evaluateCall() lets the first rule that fits decide", () => {
    const rules = "  - deny: crm.list_secrets\n  - allow: crm.*\n  - deny: '*'";
    expect(decide(rules, "crm.list_secrets").rule).toBe("p:0");
    expect(decide(rules, "crm.list_customers").rule).toBe("p:1");
    expect(decide(rules, "mail.send").rule).toBe("p:2");
  });

  it("evaluateCall() says which near miss kept a call from being allowed", () => {
    const decision = decide("  - allow: files.write_file\n    args: { path: 'reports/**' }", "files.write_file", {
      path: "x",
    });
    expect(decision.decision).toBe("deny");
    expect(decision.reason).toContain('argument "path" does not fit "reports/**"');
  });

  it("evaluateCall() takes a tool without hints for destructive, not read-only, not idempotent and open", () => {
    const cases = [
      ["readOnly: true", "deny"],
      ["destructive: false", "deny"],
      ["idempotent: true", "deny"],
      ["openWorld: false", "deny"],
      ["destructive: true", "allow"],
    ] as const;
    for (const [when, expected] of cases) {
      expect(decide(`  - allow: a.b\n    when: { ${when} }`, "a.b").decision, when).toBe(expected);
    }
    expect(decide("  - ask: '*'\n    when: { destructive: true }", "a.b").decision).toBe("ask");
  });

  it("evaluateCall() does not take a read-only tool for destructive", () => {
    const rules = "  - ask: '*'\n    when: { destructive: true }\n  - allow: '*'";
    expect(decide(rules, "a.b", {}, { readOnlyHint: true }).decision).toBe("allow");
    expect(decide(rules, "a.b", {}, { readOnlyHint: true, destructiveHint: true }).decision).toBe("ask");
    expect(decide(rules, "a.b", {}, { destructiveHint: false }).decision).toBe("allow");
  });

  it("evaluateCall() applies a deny whose hint the server does not give", () => {
    for (const when of ["readOnly: true", "destructive: false", "idempotent: true", "openWorld: false"]) {
      expect(decide(`  - deny: a.b\n    when: { ${when} }\n  - allow: '*'`, "a.b").decision, when).toBe("deny");
    }
    const stated = { readOnlyHint: false };
    expect(decide("  - deny: a.b\n    when: { readOnly: true }\n  - allow: '*'", "a.b", {}, stated).decision).toBe(
      "allow",
    );
  });

  it("evaluateCall() applies a deny whose argument is missing, unless the tool has no such argument", () => {
    const rules = "  - deny: git.*\n    args: { branch: main }\n  - allow: git.*";
    expect(decide(rules, "git.push", { branch: "main" }).decision).toBe("deny");
    expect(decide(rules, "git.push", { branch: "topic" }).decision).toBe("allow");
    expect(decide(rules, "git.push", {}).decision).toBe("deny");
    expect(decide(rules, "git.status", {}, undefined, { type: "object", properties: {} }).decision).toBe("allow");
  });

  it("evaluateCall() asks where an ask may apply and a later rule would allow, and denies where none would", () => {
    const ask = "  - ask: files.*\n    args: { path: 'secrets/**' }\n";
    expect(decide(`${ask}  - allow: files.*`, "files.read", { path: "a/../secrets/x" })).toMatchObject({
      decision: "ask",
      rule: "p:0",
    });
    expect(decide(`${ask}  - allow: files.*`, "files.read", { path: "a/x" }).decision).toBe("allow");
    expect(decide(ask, "files.read", { path: "a/../secrets/x" }).decision).toBe("deny");
    expect(decide(ask, "files.read", { path: "secrets/x" }).decision).toBe("ask");
  });

  it("evaluateCall() hands on who approves, until when and what a rejection does", () => {
    const written = decide(
      "  - ask: a.b\n    approvers: [ops/*]\n    expiresMinutes: 5\n    onReject: end\n    reason: Why",
      "a.b",
    );
    expect(written).toEqual({
      decision: "ask",
      rule: "p:0",
      reason: "Why",
      approvers: ["ops/*"],
      expiresMinutes: 5,
      onReject: "end",
    });
    expect(decide("  - ask: a.b", "a.b")).toMatchObject({ approvers: ["admin", "admin/*"], onReject: "throw" });
  });

  it("evaluateCall() decides on the original tool name alone", () => {
    expect(decide("  - deny: crm.delete_customer\n  - allow: crm.*", "crm.deleteCustomer").decision).toBe("allow");
    expect(decide("  - allow: crm.deleteCustomer", "crm.delete_customer").decision).toBe("deny");
  });
});
