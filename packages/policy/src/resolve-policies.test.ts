import type { Policy } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { findUnreachableRules } from "./find-unreachable-rules.ts";
import { parsePolicy } from "./parse-policy.ts";
import { resolvePolicies } from "./resolve-policies.ts";
import { selectPolicy } from "./select-policy.ts";

const resolve = (...texts: string[]) => resolvePolicies(texts.map((text, index) => parsePolicy(text, `${index}.yaml`)));
const get = (policies: ReturnType<typeof resolve>, name: string) => {
  const policy = policies.get(name);
  if (policy === undefined) throw new Error(`no ${name}`);
  return policy;
};

describe("resolvePolicies()", () => {
  it("resolvePolicies() fills what no file says with values that allow nothing", () => {
    const policy = get(resolve("name: a"), "a");
    expect(policy).toMatchObject({
      principals: [],
      tools: [],
      skills: { save: false },
      calls: { perRun: 500, parallel: 16 },
    });
    expect(policy.sandbox).toMatchObject({ net: [], env: [], files: { read: [], write: [] }, memoryMb: 256 });
    expect(policy.pii).toMatchObject({ flows: [], sealed: false });
    expect(policy.pii.types).toHaveLength(14);
  });

  it("resolvePolicies() puts a child's rules before its parents' and lets its values win", () => {
    const policies = resolve(
      "name: c\nextends: b\nmatch: { principals: [x] }\ntools: [{ allow: c.x }]\nsandbox: { net: [], memoryMb: 64 }\nrules: { r: off }",
      "name: b\nextends: a\nmatch: { principals: [y] }\ntools: [{ deny: b.x }, { deny: b.y }]\npii: { flows: [{ from: b, to: x, types: [email] }], modes: { card: block } }",
      "name: a\ntools: [{ allow: a.x }]\nsandbox: { net: [h], wallMs: 99 }\nrules: { r: block, s: warn }\npii: { flows: [{ from: a, to: x, types: [email] }], modes: { card: mask, email: mask } }",
    );
    const policy = get(policies, "c");
    expect(policy.tools).toEqual([{ allow: "c.x" }, { deny: "b.x" }, { deny: "b.y" }, { allow: "a.x" }]);
    expect(policy.origins.tools.map((origin) => `${origin.policy}:${origin.index}`)).toEqual([
      "c:0",
      "b:0",
      "b:1",
      "a:0",
    ]);
    expect(policy.sandbox).toMatchObject({ net: [], memoryMb: 64, wallMs: 99 });
    expect(policy.rules).toEqual({ r: "off", s: "warn" });
    expect(policy.pii.flows.map((flow) => flow.from)).toEqual(["b", "a"]);
    expect(policy.pii.modes).toEqual({ card: "block", email: "mask" });
    expect(policy.principals).toEqual(["x"]);
    expect(policy.chain).toEqual(["c", "b", "a"]);
  });

  it("resolvePolicies() gives policies that decide alike one digest, wherever they are written", () => {
    const one = get(resolvePolicies([parsePolicy("name: a\ntools: [{ allow: x.y }]", "one.yaml")]), "a");
    const two = get(resolvePolicies([parsePolicy("# comment\n\ntools:\n  - allow: x.y\nname: a\n", "two.yaml")]), "a");
    expect(one.digest).toBe(two.digest);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(get(resolve("name: a\ntools: [{ deny: x.y }]"), "a").digest).not.toBe(one.digest);
  });

  it.each([
    [["name: a\nextends: b", "name: b\nextends: c", "name: c\nextends: a"], "a → b → c → a"],
    [["name: a\nextends: bass", "name: base"], 'names "bass", which does not exist, write base'],
    [["name: a", "name: a"], '"a" is taken by 0.yaml'],
    [["name: a\nextends: b", "name: b\nextends: nowhere"], 'names "nowhere" (by way of b)'],
  ])("resolvePolicies() refuses %j", (texts, message) => {
    expect(() => resolve(...texts)).toThrow(
      expect.objectContaining({ code: "bad_policy", message: expect.stringContaining(message) }),
    );
  });

  it("resolvePolicies() ends on chains that are too long", () => {
    const texts = Array.from({ length: 40 }, (_unused, n) => `name: p${n}${n === 39 ? "" : `\nextends: p${n + 1}`}`);
    expect(() => resolve(...texts)).toThrow("more than 16 parents");
  });
});

describe("selectPolicy()", () => {
  const policies = resolve(
    "name: default",
    'name: everyone\nmatch: { principals: ["*"] }',
    'name: team\nmatch: { principals: ["team-a/*"] }',
    'name: deep\nmatch: { principals: ["team-a/b/*", "zed"] }',
    "name: ann\nmatch: { principals: [team-a/b/ann] }",
    'name: tail\nmatch: { principals: ["*/ann"] }',
    'name: twin\nmatch: { principals: ["team-a/*"] }',
  );
  it.each([
    ["team-a/b/ann", "ann"],
    ["team-a/b/bob", "deep"],
    ["team-a/x", "team"],
    ["zed", "deep"],
    ["team-b/ann", "everyone"],
    ["", "everyone"],
  ])("selectPolicy() for %j is %j", (principal, expected) => {
    expect(selectPolicy(policies, principal).name).toBe(expected);
  });

  it("selectPolicy() falls to default, and to deny-all where there is none", () => {
    const some = resolve("name: default\ntools: [{ allow: a.b }]", "name: x\nmatch: { principals: [y] }");
    expect(selectPolicy(some, "z").tools).toHaveLength(1);
    expect(selectPolicy(new Map<string, Policy>(), "z")).toMatchObject({ name: "default", tools: [] });
  });
});

describe("findUnreachableRules()", () => {
  it("findUnreachableRules() finds rules below one that takes all their calls, in the same file only", () => {
    const policies = resolve(
      "name: a\nextends: b\ntools: [{ allow: crm.* }, { deny: crm.delete_* }, { ask: '*', when: { destructive: true } }, { allow: files.read }]",
      "name: b\ntools: [{ deny: crm.x }, { deny: '*' }, { allow: mail.send }]",
    );
    expect(
      findUnreachableRules(get(policies, "a")).map((found) => [found.rule.policy, found.rule.index, found.by.index]),
    ).toEqual([
      ["a", 1, 0],
      ["b", 2, 1],
    ]);
  });
});
