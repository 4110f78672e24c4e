import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
});
