import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sluice-config-"));
  writeFileSync(join(dir, "sluice.json"), "{}");
});
afterEach(() => rmSync(dir, { recursive: true }));

describe("readConfig()", () => {
  test("readConfig() takes an empty variable for one that is not set", () => {
    const names = ["CONFIG", "DATA", "POLICIES", "SKILLS", "GENERATED", "WORKSPACES", "HTTP_HOST", "HTTP_PORT"];
    const empty = Object.fromEntries(names.map((name) => [`SLUICE_${name}`, ""]));
    expect(readConfig({}, { ...empty, NATS_URL: "" }, dir)).toEqual(readConfig({}, {}, dir));
    expect(readConfig({}, { SLUICE_DATA: "elsewhere" }, dir).folders.data).toBe(join(dir, "elsewhere"));
  });

  test.each(["data", "policies", "skills", "generated", "workspaces"] as const)(
    "readConfig() refuses an empty folder for %s, which would be the configuration's own",
    (name) => {
      expect(() => readConfig({ [name]: "" }, {}, dir)).toThrow(`folders.${name}`);
    },
  );

  test.each(["many", "1e3", "0x10", " 80"])("readConfig() refuses %j as a port", (text) => {
    expect(() => readConfig({}, { SLUICE_HTTP_PORT: text }, dir)).toThrow("http.port");
  });
});
