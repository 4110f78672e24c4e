import { isEngineError } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import type { PolicyProblem } from "./policy-problem.ts";

function problemsOf(text: string): readonly PolicyProblem[] {
  try {
    parsePolicy(text, "p.yaml");
  } catch (error) {
    if (isEngineError(error) && error.code === "bad_policy") return error.details.problems as readonly PolicyProblem[];
    throw error;
  }
  return [];
}

describe("parsePolicy()", () => {
  it("parsePolicy() keeps the line of each rule", () => {
    const { lines } = parsePolicy(
      "name: a\ntools:\n  - allow: a.b\n\n  # why\n  - deny: c.d\n    when: { readOnly: true }\npii:\n  flows:\n    - { from: a, to: b, types: ['*'] }\n",
      "p.yaml",
    );
    expect(lines).toMatchObject({ tools: [3, 6], flows: [10] });
  });

  it.each([
    ["name: a\nsandbox: { memory: 1 }", 2, "sandbox.memory", "write memoryMb"],
    ["name: a\nsandbx:\n  jit: true", 2, "sandbx", "write sandbox"],
    ["name: a\nsandbox:\n  memoryMb: 8", 3, "sandbox.memoryMb", "at least 64"],
    ["name: a\nsandbox:\n  isolation: strct", 3, "sandbox.isolation", "one of strict, standard, any"],
    ["name: a\nsandbox:\n  jit: yes please", 3, "sandbox.jit", "true or false"],
    ["name: a\nsandbox:\n  env: [PATH]", 3, "sandbox.env[0]", "how the sandbox itself runs"],
    ["name: a\nsandbox:\n  env: [LD_PRELOAD]", 3, "sandbox.env[0]", "how the sandbox itself runs"],
    ["name: a\nsandbox:\n  net: ['h:99999']", 3, "sandbox.net[0]", "1 to 65535"],
    ["name: Bad Name", 1, "name", "lower-case"],
    ["tools: []", 1, "name", "is missing"],
    ["name: a\nextends: a", 2, "extends", "itself"],
    ["name: a\ntools:\n  - alow: x.y", 3, "tools[0]", "one of allow, deny, ask"],
    ["name: a\ntools:\n  - allow: x.y\n    deny: x.z", 3, "tools[0]", "has allow and deny"],
    ["name: a\ntools:\n  - allow: x.y\n    approvers: [z]", 4, "tools[0].approvers", "not a known key"],
    ["name: a\ntools:\n  - ask: x.y\n    onRejct: end", 4, "tools[0].onRejct", "write onReject"],
    ["name: a\ntools:\n  - allow: crm", 3, "tools[0].allow", '"crm.*"'],
    ["name: a\ntools:\n  - allow: x.y\n    args: { path: 're**/x' }", 4, "tools[0].args.path", "alone between slashes"],
    ["name: a\ntools:\n  - allow: x.y\n    args: { path: '../x' }", 4, "tools[0].args.path", "climbs"],
    ["name: a\ntools:\n  - allow: x.y\n    args: {}", 4, "tools[0].args", "is empty"],
    ["name: a\ntools:\n  - allow: x.y\n    when: {}", 4, "tools[0].when", "is empty"],
    ["name: a\ntools: x", 2, "tools", "a list"],
    ["name: a\ntools:\n  - x", 3, "tools[0]", "write a rule"],
    ["name: a\npii:\n  types: [mail]", 3, "pii.types[0]", "email"],
    ["name: a\npii:\n  modes: { emial: mask }", 3, "pii.modes.emial", "write email"],
    ["name: a\npii:\n  pins: { crm.x: email }", 3, 'pii.pins["crm.x"]', "server.tool.path"],
    ["name: a\npii:\n  flows: [{ from: a.b, to: c, types: [email] }]", 3, "pii.flows[0].from", "no server's name"],
    ["name: a\nundo: { a.b: 'a.*' }", 2, 'undo["a.b"]', "one tool"],
    ["name: a\nname: b", 2, "", "is not YAML"],
    ["name: [", 1, "", "is not YAML"],
    ["", 1, "", "is empty"],
    ["- a", 1, "", "keys and values"],
  ])("parsePolicy(%j) points at line %i, %j", (text, line, path, message) => {
    const problem = problemsOf(text).find((candidate) => candidate.path === path);
    expect(problem, JSON.stringify(problemsOf(text))).toMatchObject({
      file: "p.yaml",
      line,
      message: expect.stringContaining(message),
    });
  });

  it("parsePolicy() reports every problem of a file at once", () => {
    expect(problemsOf("name: A\nsandbox: { jit: 1 }\ncalls: { perRun: -1 }").map((problem) => problem.path)).toEqual([
      "name",
      "sandbox.jit",
      "calls.perRun",
    ]);
  });

  it("parsePolicy() refuses alias bombs, huge files and keys of the prototype", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(10)}]\nc: &c [${"*b,".repeat(10)}]\nname: [${"*c,".repeat(10)}]`;
    expect(problemsOf(bomb)[0]?.message).toContain("aliases");
    expect(problemsOf(`name: a # ${"x".repeat(300_000)}`)[0]?.message).toContain("characters");
    expect(problemsOf("name: a\n__proto__: { x: 1 }").length).toBeGreaterThan(0);
  });
});
