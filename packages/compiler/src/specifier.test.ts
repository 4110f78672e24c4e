import { describe, expect, test } from "vitest";
import { readSpecifier } from "./specifier.ts";

describe("readSpecifier()", () => {
  test.each([
    ["./client.ts", "./client.ts"],
    ["./client", "./client.ts"],
    ["../../client.js", "./client.ts"],
    ["./servers/github/createIssue.ts", "./servers/github/createIssue.ts"],
    ["servers/github", "./servers/github/index.ts"],
    ["../servers/github/", "./servers/github/index.ts"],
    ["@/servers/my-files/readFile.js", "./servers/my-files/readFile.ts"],
    ["./skills/sum-up.ts", "./skills/sum-up.ts"],
    ["./skills/sum-up@1.2.0.ts", "./skills/sum-up@1.2.0.ts"],
    ["skills/sum-up@1", "./skills/sum-up@1.ts"],
    ["./skills/sum-up/scripts/skill.ts", "./skills/sum-up.ts"],
  ])("readSpecifier() reads %s as one of ours", (written, specifier) => {
    expect(readSpecifier(written)).toEqual({ kind: "own", specifier });
  });

  test.each([
    ["fs", { kind: "node", specifier: "node:fs" }],
    ["node:fs/promises", { kind: "node", specifier: "node:fs/promises" }],
    ["npm:zod", { kind: "remote", scheme: "npm" }],
    ["https://x.test/a.ts", { kind: "remote", scheme: "https" }],
    ["file:///etc/passwd", { kind: "remote", scheme: "file" }],
    ["data:text/javascript,1", { kind: "remote", scheme: "data" }],
    ["lodash", { kind: "other", specifier: "lodash" }],
    ["/etc/passwd", { kind: "other", specifier: "/etc/passwd" }],
    ["./servers/a/b/c.ts", { kind: "other", specifier: "./servers/a/b/c.ts" }],
    ["", { kind: "other", specifier: "" }],
  ])("readSpecifier() tells %s from ours", (written, expected) => {
    expect(readSpecifier(written)).toEqual(expected);
  });
});
