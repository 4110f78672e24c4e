import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import { policyFieldDocs } from "./policy-field-docs.ts";
import { listPolicyFields, renderPolicySchema } from "./policy-json-schema.ts";
import { resolvePolicies } from "./resolve-policies.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), "utf8");

describe("policy files and documents", () => {
  it("renderPolicySchema() is what policies/policy.schema.json holds", async () => {
    expect(await read("policies/policy.schema.json")).toBe(renderPolicySchema());
  });

  it("every field of a policy has a description, and no description is left of a field that is gone", () => {
    expect(Object.keys(policyFieldDocs).sort()).toEqual([...listPolicyFields()].sort());
  });

  it("docs/POLICIES.md names every field", async () => {
    const page = await read("docs/POLICIES.md");
    const missing = listPolicyFields().filter(
      (field) => !page.includes(`\`${field.replaceAll("tools[].", "").replaceAll("flows[].", "flows.")}\``),
    );
    expect(missing).toEqual([]);
  });

  it("every policy in policies/ resolves", async () => {
    const files = (await readdir(new URL("policies/", root))).filter((file) => file.endsWith(".yaml"));
    const parsed = await Promise.all(files.map(async (file) => parsePolicy(await read(`policies/${file}`), file)));
    expect([...resolvePolicies(parsed).keys()].sort()).toEqual(["default", "demo", "strict"]);
  });

  it("every yaml example in docs/POLICIES.md that has a name resolves", async () => {
    const page = await read("docs/POLICIES.md");
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    const whole = blocks.filter((block) => /^name:/m.test(block));
    expect(whole.length).toBeGreaterThan(1);
    const parsed = whole.map((block, index) => parsePolicy(block, `example-${index}.yaml`));
    const names = new Set(
      resolvePolicies([parsePolicy(await read("policies/default.yaml"), "default.yaml"), ...parsed]).keys(),
    );
    expect(names.size).toBe(whole.length + 1);
    for (const [index, block] of blocks.filter((block) => !/^name:/m.test(block)).entries()) {
      expect(() => parsePolicy(`name: part\n${block}`, `part-${index}.yaml`)).not.toThrow();
    }
  });
});
