import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readAdminToken } from "./data-folder.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sluice-data-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("readAdminToken()", () => {
  it("makes the token once", () => {
    const token = readAdminToken(dir);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readAdminToken(dir)).toBe(token);
    expect(readdirSync(dir)).toEqual(["admin.token"]);
  });

  it("does not take an empty file, such as a full disk leaves, for a token", () => {
    writeFileSync(join(dir, "admin.token"), "\n");
    expect(readAdminToken(dir)).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, RegExp, (file: string) => void]>([
    [
      "that others may read",
      /mode 644\); remove it, and a new one is made$/,
      (file) => writeFileSync(file, "t", { mode: 0o644 }),
    ],
    ["of several lines", /it holds no token; remove it/, (file) => writeFileSync(file, "a\nb", { mode: 0o600 })],
    ["that is a folder", /EISDIR; remove it/, (file) => mkdirSync(file, { mode: 0o700 })],
  ])("refuses a token %s in one sentence", (_what, words, make) => {
    make(join(dir, "admin.token"));
    expect(() => readAdminToken(dir)).toThrow(words);
    expect(() => readAdminToken(dir)).toThrow(expect.objectContaining({ code: "bad_config" }));
  });
});
