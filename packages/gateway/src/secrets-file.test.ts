import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { addSecrets, readSecrets } from "./secrets-file.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sluice-secrets-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function writeSecrets(text: string, mode = 0o600, folder = ".sluice"): void {
  mkdirSync(join(dir, folder), { recursive: true });
  const file = join(dir, folder, "secrets.json");
  writeFileSync(file, text);
  chmodSync(file, mode);
}

function readWith(header: string, env: Readonly<Record<string, string>> = {}, data?: string): unknown {
  const folders = data === undefined ? {} : { folders: { data } };
  const servers = { crm: { url: "https://crm.example/mcp", headers: { "x-api-key": header } } };
  writeFileSync(join(dir, "sluice.json"), JSON.stringify({ mcpServers: servers, ...folders }));
  const config = readConfig({}, env, dir);
  const { crm } = config.mcpServers as unknown as { crm: { headers: Record<string, string> } };
  return crm.headers["x-api-key"];
}

const toReference = (name: string): string => `$\{${name}}`;
const key = toReference("CRM_KEY");

describe("readSecrets()", () => {
  test("readConfig() fills names in from the secrets file, and from the environment where both know them", () => {
    writeSecrets('{ "CRM_KEY": "from the file", "OTHER": "o" }');
    expect(readWith(`key ${key}`)).toBe("key from the file");
    expect(readWith(key, { CRM_KEY: "from outside" })).toBe("from outside");
  });

  test("readConfig() looks in the data folder that is configured", () => {
    writeSecrets('{ "CRM_KEY": "elsewhere" }', 0o600, "kept");
    expect(readWith(key, {}, "kept")).toBe("elsewhere");
    expect(readWith(key, { WHERE: "kept" }, toReference("WHERE"))).toBe("elsewhere");
    expect(() => readWith(key)).toThrow("secrets.json");
  });

  test.each([0o640, 0o604, 0o660])("readSecrets() refuses a file with mode %o and says what to do", (mode) => {
    writeSecrets('{ "CRM_KEY": "hidden-value" }', mode);
    expect(() => readSecrets(join(dir, ".sluice"))).toThrow("chmod 600");
  });

  test.each([
    ["no JSON", '{ "CRM_KEY": "hidden-value", }'],
    ["a list", '["hidden-value"]'],
    ["a name that cannot be written as one", '{ "CRM-KEY": "hidden-value" }'],
    ["a value that is no text", '{ "CRM_KEY": ["hidden-value"] }'],
  ])("readSecrets() refuses %s without repeating a value", (_what, text) => {
    writeSecrets(text);
    const read = (): unknown => readSecrets(join(dir, ".sluice"));
    expect(read).toThrow("Cannot use the secrets");
    expect(read).not.toThrow("hidden-value");
  });

  test("readSecrets() finds none where there is no file", () => {
    expect(readSecrets(join(dir, "nowhere"))).toEqual({});
  });
});

describe("addSecrets()", () => {
  test("addSecrets() keeps what is there, in a file of this user alone", () => {
    const data = join(dir, ".sluice");
    addSecrets(data, { A: "1" });
    addSecrets(data, { B: "2", A: "1" });
    expect(readSecrets(data)).toEqual({ A: "1", B: "2" });
    expect(statSync(join(data, "secrets.json")).mode & 0o077).toBe(0);
  });

  test("addSecrets() changes nothing where a name has another value", () => {
    const data = join(dir, ".sluice");
    addSecrets(data, { A: "1" });
    expect(() => addSecrets(data, { A: "2", B: "3" })).toThrow("another one of that name");
    expect(JSON.parse(readFileSync(join(data, "secrets.json"), "utf8"))).toEqual({ A: "1" });
  });
});
