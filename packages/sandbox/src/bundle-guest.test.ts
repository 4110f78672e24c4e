import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundleModules } from "./bundle-guest.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function bundle(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return bundleModules(join(dir, "main.ts"));
}

describe("bundleModules()", () => {
  it("gives one script in which each module has its own names and runs once, dependencies first", () => {
    const script = bundle({
      "main.ts": `import { two, type Two } from "./b.ts";
import { one as first, read } from "./a.ts";
import type { Nothing } from "./missing.ts";
const hidden: Two = two;
order.push("main");
order.push(first + hidden + read() + String(undefined as Nothing));`,
      "a.ts": `order.push("a");
const hidden = 1;
export const { one } = { one: hidden };
export function read(): number { return hidden; }`,
      "b.ts": `import { one } from "./a.ts";
order.push("b");
const hidden: number = 2;
export type Two = number;
export const two: Two = one + hidden;
export class Unused {}`,
    });
    const order: string[] = [];
    new Function("order", script)(order);
    expect(order).toEqual(["a", "b", "main", "5undefined"]);
    expect(script).not.toMatch(/^(?:im|ex)port /m);
  });

  it("takes a single module whose imports are all of types", () => {
    const order: string[] = [];
    new Function("order", bundle({ "main.ts": 'import type { A } from "./a.ts";\norder.push("x" as A);' }))(order);
    expect(order).toEqual(["x"]);
  });

  it.each([
    ["a module that is not there", { "main.ts": 'import { a } from "./a.ts"; a;' }, "a.ts"],
    [
      "modules that import each other",
      {
        "main.ts": 'import { a } from "./a.ts"; export const b = a;',
        "a.ts": 'import { b } from "./main.ts"; export const a = b;',
      },
      "imports itself",
    ],
    ["what does not parse", { "main.ts": "const = 1;" }, "Cannot bundle"],
  ])("refuses %s", (_name, files, message) => {
    expect(() => bundle(files)).toThrow(message);
  });
});
