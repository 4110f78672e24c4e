import { createToolEntry, type JsonSchema, type ObservedShape, type Policy, type ToolEntry } from "@sluice/contracts";
import { expect, test } from "vitest";
import type { EngineDeps } from "./deps.ts";
import { createModuleHost } from "./module-host.ts";

const entry = createToolEntry("crm", { name: "count", inputSchema: { type: "object" } } as never);
const policy = { name: "open", tools: [{ allow: "*" }] } as unknown as Policy;

/** What is rendered counts, since the compiler keeps a program for as long as its declarations stay the same. */
function createHost(shape: () => ObservedShape | undefined, rendered: (observed?: ObservedShape) => void) {
  const deps = {
    catalog: { server: () => ({ name: "crm" }), entriesOf: () => [entry], get: () => entry, suggest: () => [] },
    codegen: {
      functionNameOf: () => "count",
      toolNameOf: () => "count",
      render: async (_entry: ToolEntry, observed?: ObservedShape) => {
        rendered(observed);
        return { module: JSON.stringify(observed?.schema ?? null), signature: "count()" };
      },
    },
    shapes: { shapeOf: shape },
  } as unknown as EngineDeps;
  return createModuleHost(deps, policy, {}, new Map(), new Set());
}

test("createModuleHost() gives the same declaration for a learned type that only more calls confirmed", async () => {
  const schema: JsonSchema = { type: "number" };
  let shape: ObservedShape = { calls: 1, schema };
  const asked: unknown[] = [];
  const host = createHost(
    () => shape,
    (observed) => asked.push(observed?.calls),
  );
  const first = await host.declarationOf("crm", "count");
  shape = { calls: 2, schema: { ...schema } };
  expect(await host.declarationOf("crm", "count")).toEqual(first);
  shape = { calls: 3, schema: { type: "string" } };
  expect((await host.declarationOf("crm", "count"))?.digest).not.toBe(first?.digest);
  expect(asked).toEqual([undefined, undefined, undefined]);
});

test("createModuleHost() knows a skill by its import alone, whatever the name looks like", async () => {
  const deps = { skills: { list: async () => [{ name: "best-customers" }] } } as unknown as EngineDeps;
  const host = createModuleHost(deps, policy);
  for (const name of ["bestCustomers", "best_customers"]) {
    expect(await host.resolve(`./skills/${name}.ts`)).toEqual({
      kind: "unknown",
      message: `There is no skill "${name}"`,
      suggestions: ["./skills/best-customers.ts"],
    });
  }
});
