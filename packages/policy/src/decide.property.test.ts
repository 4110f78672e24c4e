import type { JsonObject, ToolAnnotations } from "@sluice/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EvaluatedCall, evaluateCall } from "./evaluate-call.ts";
import { evaluateFlow } from "./evaluate-flow.ts";
import { explainCall } from "./explain-call.ts";
import { isVisible } from "./is-visible.ts";
import { matchArguments } from "./match-arguments.ts";
import { parsePolicy } from "./parse-policy.ts";
import { resolvePolicies } from "./resolve-policies.ts";

const strictness = { allow: 0, ask: 1, deny: 2 } as const;
const server = fc.constantFrom("crm", "files", "mail");
const tool = fc.constantFrom("list_a", "delete_a", "write_file", "send");
const pattern = fc.oneof(
  fc.constant("*"),
  fc
    .tuple(fc.constantFrom("*", "crm", "files", "m*"), fc.constantFrom("*", "list_*", "delete_*", "write_file", "*_a"))
    .map((parts) => parts.join(".")),
);
const hint = fc.option(fc.boolean(), { nil: undefined });
const when = fc
  .record({ readOnly: hint, destructive: hint, idempotent: hint, openWorld: hint })
  .map((hints) => Object.fromEntries(Object.entries(hints).filter(([, value]) => value !== undefined)));
const glob = fc.constantFrom("**", "reports/**", "**/secrets/**", "*", "a", "10");
const args = fc.dictionary(fc.constantFrom("path", "n", "o.path"), glob, { minKeys: 1, maxKeys: 2 });
const rule = fc
  .record({
    effect: fc.constantFrom("allow", "deny", "ask"),
    pattern,
    when: fc.option(
      when.filter((hints) => Object.keys(hints).length > 0),
      { nil: undefined },
    ),
    args: fc.option(args, { nil: undefined }),
  })
  .map(({ effect, pattern: covered, when: hints, args: globs }) => ({
    [effect]: covered,
    ...(hints === undefined ? {} : { when: hints }),
    ...(globs === undefined ? {} : { args: globs }),
  }));
const value = fc.constantFrom(
  "reports/a",
  "reports/../secrets/x",
  "secrets/x",
  "%2e%2e/secrets",
  "a",
  10,
  true,
  null,
  ["reports/a", "x"],
  {},
);
const call: fc.Arbitrary<EvaluatedCall> = fc.record({
  server,
  tool,
  args: fc.dictionary(
    fc.constantFrom("path", "n", "o"),
    fc.oneof(value, fc.record({ path: value })),
  ) as fc.Arbitrary<JsonObject>,
  annotations: fc.record({
    readOnlyHint: hint,
    destructiveHint: hint,
    idempotentHint: hint,
    openWorldHint: hint,
  }) as fc.Arbitrary<ToolAnnotations>,
});
const rules = fc.array(rule, { maxLength: 6 });

function policyOf(tools: readonly object[], flows: readonly object[] = []) {
  const policy = resolvePolicies([parsePolicy(JSON.stringify({ name: "p", tools, pii: { flows } }), "p.yaml")]).get(
    "p",
  );
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

describe("evaluateCall()", () => {
  it("evaluateCall() never widens when a deny rule is put on top", () => {
    fc.assert(
      fc.property(rules, rule, call, (tools, extra, asked) => {
        const { allow, deny, ask, ...rest } = extra as Record<string, string>;
        const before = evaluateCall(policyOf(tools), asked);
        const after = evaluateCall(policyOf([{ deny: allow ?? deny ?? ask, ...rest }, ...tools]), asked);
        expect(strictness[after.decision]).toBeGreaterThanOrEqual(strictness[before.decision]);
      }),
      { numRuns: 400 },
    );
  });

  it("evaluateCall() allows nothing without an allow rule and denies everything below a bare deny", () => {
    fc.assert(
      fc.property(rules, call, (tools, asked) => {
        expect(evaluateCall(policyOf(tools.filter((one) => !("allow" in one))), asked).decision).not.toBe("allow");
        expect(evaluateCall(policyOf([{ deny: "*" }, ...tools]), asked).decision).toBe("deny");
      }),
      { numRuns: 300 },
    );
  });

  it("evaluateCall() denies whatever the spelling in which a denied path is hidden", () => {
    const spellings = (path: string): readonly string[] => [
      path,
      `./${path}`,
      `a/../${path}`,
      path.toUpperCase(),
      path.replaceAll("/", "\\"),
      path.replaceAll("/", "%2f"),
      path.replaceAll("e", "%65"),
      path.replaceAll("%", "%25"),
      path.replace("/", "//"),
      path.replace("/", "/./"),
    ];
    const policy = policyOf([{ deny: "files.*", args: { path: "secrets/**" } }, { allow: "*" }]);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,5}(\/[a-z]{1,5}){0,2}$/),
        fc.array(fc.nat(9), { maxLength: 4 }),
        fc.constantFrom("", "/srv/", "~/", "C:/"),
        (rest, steps, root) => {
          let path = `secrets/${rest}`;
          for (const step of steps) path = spellings(path)[step] ?? path;
          expect(
            evaluateCall(policy, { server: "files", tool: "read", args: { path: root + path } }).decision,
            path,
          ).toBe("deny");
        },
      ),
      { numRuns: 400 },
    );
  });

  it("evaluateCall() and isVisible() agree: what is not shown cannot be called", () => {
    fc.assert(
      fc.property(rules, call, (tools, asked) => {
        const policy = policyOf(tools);
        const annotations = asked.annotations ?? {};
        if (isVisible(policy, { server: asked.server, name: asked.tool, annotations })) return;
        expect(evaluateCall(policy, asked).decision).toBe("deny");
      }),
      { numRuns: 400 },
    );
  });

  it("explainCall() tells the decision that evaluateCall() makes", () => {
    fc.assert(
      fc.property(rules, call, (tools, asked) => {
        const explained = explainCall(policyOf(tools), asked);
        expect(explained.decision).toEqual(evaluateCall(policyOf(tools), asked));
        expect(explained.verdicts.filter((verdict) => verdict.outcome === "decided").length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe("matchArguments()", () => {
  it("matchArguments() takes no text with a climbing segment for below a folder", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "a",
      "reports",
      "%2e%2e",
      "%2e",
      "．．",
      "‥",
      ".. ",
      "",
      "%252e%252e",
      "..;x",
    );
    const separator = fc.constantFrom("/", "\\", "%2f", "%5C", "／", "//", "%255c");
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, separator), { maxLength: 8 }), piece, (parts, last) => {
        const text = `reports/${parts.map((part) => part.join("")).join("")}${last}`;
        if (matchArguments({ p: "reports/**" }, { p: text }).fit !== "yes") return;
        expect(
          text.split("/").every((segment) => ["", ".", "a", "reports"].includes(segment) || segment === "%2e"),
          text,
        ).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  it("matchArguments() answers on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 30 }), (text, pattern) => {
        expect(["yes", "no", "maybe"]).toContain(matchArguments({ p: pattern }, { p: text }).fit);
      }),
      { numRuns: 400 },
    );
  });
});

describe("evaluateFlow()", () => {
  it("evaluateFlow() gives a value of several origins no more than the strictest of them", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const flow = fc.record({
      from: fc.oneof(name, fc.constant("*")),
      to: fc.oneof(name, fc.constant("*")),
      types: fc.constantFrom(["email"], ["*"], ["person"]),
      decision: fc.constantFrom("allow", "deny", "ask"),
    });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 5 }), fc.uniqueArray(name, { minLength: 1 }), name, (flows, from, to) => {
        const policy = policyOf([], flows);
        const whole = evaluateFlow(policy, { type: "email", from, to });
        if (from.includes(to)) {
          expect(whole).toMatchObject({ decision: "allow", rule: "own server" });
          return;
        }
        const single = from.map(
          (origin) => strictness[evaluateFlow(policy, { type: "email", from: [origin], to }).decision],
        );
        expect(strictness[whole.decision]).toBe(Math.max(...single));
      }),
      { numRuns: 500 },
    );
  });
});
