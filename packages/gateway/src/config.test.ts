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

  test("readConfig() refuses one token for two principals, and does not repeat it", () => {
    const write = (tokens: Record<string, string>): void =>
      writeFileSync(join(dir, "sluice.json"), JSON.stringify({ http: { tokens } }));
    const read = () => readConfig({}, {}, dir);
    write({ "team/ann": "the-same-secret-token", "team/bob": "the-same-secret-token" });
    expect(read).toThrow('http.tokens.team/bob: it is the token of "team/ann" too; give each principal its own');
    expect(read).not.toThrow("the-same-secret-token");
    write({ "team/ann": "the-same-secret-token", "team/bob": "another-secret-token" });
    expect(Object.keys(read().http.tokens ?? {})).toEqual(["team/ann", "team/bob"]);
  });

  test.each(["many", "1e3", "0x10", " 80"])("readConfig() refuses %j as a port", (text) => {
    expect(() => readConfig({}, { SLUICE_HTTP_PORT: text }, dir)).toThrow("http.port");
  });
});
