import type { ApprovalRecord, Json } from "@sluice/contracts";
import { policyFileSchema } from "@sluice/contracts";
import { expect, test } from "vitest";
import { proposeRule } from "./propose-rule.ts";

const approval = (args: Json, more: Partial<ApprovalRecord> = {}): ApprovalRecord => ({
  id: "apr_1",
  runId: "run_1",
  principal: "agent",
  callId: 1,
  server: "files",
  tool: "write_file",
  digest: "",
  arguments: args,
  reason: "",
  annotations: {},
  approvers: ["admin/*"],
  onReject: "throw",
  status: "approved",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-01-08T00:00:00.000Z",
  decidedAt: "2026-01-02T00:00:00.000Z",
  decidedBy: "admin/ann",
  ...more,
});

test("proposeRule() allows the call with the arguments that can be written down, and names the others", () => {
  const text = proposeRule(
    approval({
      path: "reports/a.md",
      to: { city: "York", zip: 7 },
      mail: "[EMAIL_1]",
      all: "*",
      tags: ["a"],
      none: null,
    }),
  );
  expect(text).toBe(`# Nothing was changed. To let such calls happen without asking, put this above the rule that asked:
tools:
  - allow: "files.write_file"
    args:
      "path": "reports/a.md"
      "to.city": "York"
      "to.zip": "7"
    reason: "as approved by admin/ann in apr_1 on 2026-01-02"
# Not narrowed, so any value will do: "mail", "all", "tags", "none"
# Arguments that are left out of \`args\` may have any value; \`*\` and \`**\` widen one that is there.
`);
});

test("proposeRule() takes what the person wrote instead, and needs no arguments", () => {
  expect(proposeRule(approval({ path: "a" }, { editedArguments: { path: "b" } }))).toContain('"path": "b"');
  expect(proposeRule(approval({}))).not.toContain("args:");
});

test("proposeRule() writes strings that YAML and a policy read as they are", () => {
  const text = proposeRule(approval({ "odd: key": 'say "yes"\n- deny: x' }));
  expect(text).toContain(String.raw`"odd: key": "say \"yes\"\n- deny: x"`);
  const rule = { allow: "files.write_file", args: { "odd: key": "x" }, reason: "r" };
  expect(policyFileSchema.safeParse({ name: "x", tools: [rule] }).success).toBe(true);
});
