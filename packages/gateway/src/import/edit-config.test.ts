import { parse } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { addServers } from "./edit-config.ts";

const added = { x: { command: "c", args: ["1"] } };

describe("addServers()", () => {
  test.each([
    ["an empty file", ""],
    ["an empty object", "{}"],
    ["an object on one line", '{ "http": { "port": 1 } }'],
    ["no servers", '{\n  "mcpServers": {}\n}\n'],
    ["servers on one line", '{ "mcpServers": { "a": { "command": "b" } } }'],
    ["a trailing comma", '{\n  "mcpServers": {\n    "a": { "command": "b" },\n  },\n}\n'],
    ["a comma in a comment", '{\n  "mcpServers": {\n    "a": { "command": "b" } // one, two\n  }\n}\n'],
    ["a comment before the end", '{\n  "mcpServers": {\n    "a": { "command": "b" }\n    // "z": {}, off\n  }\n}\n'],
    ["a comment alone", '{\n  "mcpServers": { /* none, yet */ }\n}'],
    ["tabs and CRLF", '{\r\n\t"mcpServers": {\r\n\t\t"a": { "command": "b" }\r\n\t}\r\n}\r\n'],
  ])("addServers() adds to %s and changes no other letter", (_what, before) => {
    const after = addServers(before, added);
    const errors: never[] = [];
    const value = parse(after, errors, { allowTrailingComma: true }) as { mcpServers: object };
    expect(errors).toEqual([]);
    const old = (parse(before, [], { allowTrailingComma: true }) ?? {}) as { mcpServers?: object };
    expect(value).toEqual({ ...old, mcpServers: { ...old.mcpServers, ...added } });
    let at = 0;
    for (const letter of before.replace(/\s/g, "")) {
      at = after.indexOf(letter, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
    if (before.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  });

  test("addServers() leaves a comment with the server it is about", () => {
    const after = addServers('{\n  "mcpServers": {\n    "a": { "command": "b" } // ours\n  }\n}\n', added);
    expect(after).toContain('"a": { "command": "b" }, // ours\n    "x": {\n      "command": "c",');
    expect(after.endsWith("    }\n  }\n}\n")).toBe(true);
  });
});
