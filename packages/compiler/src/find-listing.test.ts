import { expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost } from "./fake-runtime.ts";

const host = createFakeHost([{ server: "crm", functionName: "getCustomer", module: "" }]);

async function warningsOf(code: string): Promise<readonly string[]> {
  const request = { code, language: "typescript", host, rules: {}, typecheck: "off" } as const;
  return (await createCompiler().compile(request)).diagnostics.map(({ message }) => message);
}

test.each([
  ["return Object.keys(servers)", "Cannot list servers: it has no keys, whatever tools there are"],
  ["return Object.entries(servers.crm)", "Cannot list servers.crm: it has no keys, whatever tools there are"],
  [
    "for (const name in servers['crm']) console.log(name)",
    "Cannot list servers.crm: it has no keys, whatever tools there are",
  ],
  [
    "return Reflect.ownKeys(servers[context.x])",
    "Cannot list servers.<server>: it has no keys, whatever tools there are",
  ],
])("findListing() warns of %j", async (code, message) => {
  expect(await warningsOf(code)).toEqual([message]);
});

test.each([
  "return Object.keys(await servers.crm.getCustomer({ id: 1 }))",
  "const servers = { a: 1 }; return Object.keys(servers)",
  "return [servers.crm].values().toArray().length",
])("findListing() says nothing of %j", async (code) => {
  expect(await warningsOf(code)).toEqual([]);
});
