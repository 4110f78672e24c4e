import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameFunctions, toFunctionName, toServerFolder, toTypeName, toTypeNamePart } from "./names.ts";

const plain = fc.stringMatching(/^[a-zA-Z0-9_./ -]{1,20}$/);
const word = fc.constantFrom(
  "get",
  "Get",
  "GET",
  "user",
  "User",
  "id",
  "delete",
  "index",
  "3d",
  "_",
  "-",
  ".",
  "天气",
  "ß",
  "é",
  "ǅ",
  "🦀",
  "\u200d",
  "̈",
  "then",
  "constructor",
);
const toolName = fc.oneof(
  plain,
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.array(word, { maxLength: 5 }).map((words) => words.join("")),
);
const toolNames = fc.array(toolName, { maxLength: 30 });

function isLegalIdentifier(name: string): boolean {
  try {
    new Function(`"use strict"; const ${name} = 1;`);
    return !/\s/.test(name);
  } catch {
    return false;
  }
}

describe("nameFunctions()", () => {
  test("gives every tool a legal name that no other has, whatever the case", () => {
    fc.assert(
      fc.property(toolNames, (tools) => {
        const names = [...nameFunctions(tools).values()];
        for (const name of names) expect(isLegalIdentifier(name), JSON.stringify(name)).toBe(true);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(new Set(tools).size);
      }),
    );
  });

  test("does not depend on the order of the list or on repeats", () => {
    fc.assert(
      fc.property(toolNames, fc.integer(), (tools, seed) => {
        const shuffled = [...tools, ...tools].sort((a, b) => Math.sin(seed + a.length) - Math.sin(seed + b.length));
        expect(Object.fromEntries(nameFunctions(shuffled))).toEqual(Object.fromEntries(nameFunctions(tools)));
      }),
    );
  });

  test("never passes a plain name on to another tool when one is added", () => {
    fc.assert(
      fc.property(toolNames, toolName, (tools, added) => {
        const before = nameFunctions(tools);
        const after = nameFunctions([...tools, added]);
        for (const [tool, name] of before) {
          const owner = [...after].find(([, each]) => each === name)?.[0];
          // A tool that is called exactly so may claim its name; nobody else.
          expect(owner === undefined || owner === tool || owner === name, `${tool} ${name} ${owner}`).toBe(true);
        }
      }),
    );
  });

  test("gives names that are files on every system", () => {
    fc.assert(
      fc.property(toolNames, (tools) => {
        for (const name of nameFunctions(tools).values()) {
          expect(Buffer.byteLength(`${name}.ts`)).toBeLessThanOrEqual(255);
          expect(name).not.toMatch(/[/\\.:*?"<>|\s]/);
        }
      }),
    );
  });
});

describe("toTypeName() and toTypeNamePart()", () => {
  test("give legal names, apart from those of functions", () => {
    fc.assert(
      fc.property(toolName, (tool) => {
        const name = toFunctionName(tool);
        expect(isLegalIdentifier(toTypeName(name))).toBe(true);
        expect(toTypeName(name)).not.toBe(name);
        expect(isLegalIdentifier(`X${toTypeNamePart(tool)}`)).toBe(true);
      }),
    );
  });
});

describe("toServerFolder()", () => {
  test("stays inside its parent and keeps different servers apart", () => {
    fc.assert(
      fc.property(toolName, toolName, (a, b) => {
        expect(toServerFolder(a)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
        if (a !== b) expect(toServerFolder(a)).not.toBe(toServerFolder(b));
      }),
    );
  });
});
