import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { parseKey } from "./store-key.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const hexKey = "ab".repeat(32);

describe("parseKey()", () => {
  it("takes 32 bytes as hex, base64 and base64url, with white space around", () => {
    const expected = Buffer.from(hexKey, "hex");
    for (const text of [
      hexKey,
      hexKey.toUpperCase(),
      ` ${expected.toString("base64")}\n`,
      expected.toString("base64url"),
    ]) {
      expect(Buffer.from(parseKey(text, "SLUICE_KEY"))).toEqual(expected);
    }
  });

  it.each(["", "secret", hexKey.slice(2), `${hexKey}00`])("refuses %j and does not repeat it", (text) => {
    expect(() => parseKey(text, "SLUICE_KEY")).toThrow(/^Cannot use the key from SLUICE_KEY: it is not 32 bytes/);
    if (text !== "") expect(() => parseKey(text, "SLUICE_KEY")).not.toThrow(text);
  });
});

describe("openStore() and its key", () => {
  it("makes a key file that only this user may read, and uses it again", async () => {
    using temp = createTempDir();
    const first = await openStore({ dir: temp.path });
    const digest = await first.blobs.put(Buffer.from("kept"));
    await first.close();
    expect(statSync(join(temp.path, "store.key")).mode & 0o777).toBe(0o600);
    expect(statSync(join(temp.path, "store.db")).mode & 0o777).toBe(0o600);
    const second = await openStore({ dir: temp.path });
    expect(Buffer.from((await second.blobs.get(digest)) ?? []).toString()).toBe("kept");
    await second.close();
  });

  it("makes no key file where a key is given", async () => {
    using temp = createTempDir();
    await (await openStore({ dir: temp.path, key: hexKey })).close();
    expect(() => readFileSync(join(temp.path, "store.key"))).toThrow(/ENOENT/);
  });

  it("refuses a wrong key and lets go of the folder", async () => {
    using temp = createTempDir();
    await (await openStore({ dir: temp.path, key: hexKey })).close();
    await expect(openStore({ dir: temp.path, key: "cd".repeat(32) })).rejects.toMatchObject({
      code: "bad_config",
      message: expect.stringContaining("SLUICE_KEY is not the key it was written with"),
    });
    await (await openStore({ dir: temp.path, key: hexKey })).close();
  });

  it("refuses a key file that others may read", async () => {
    using temp = createTempDir();
    await (await openStore({ dir: temp.path })).close();
    chmodSync(join(temp.path, "store.key"), 0o644);
    await expect(openStore({ dir: temp.path })).rejects.toMatchObject({
      code: "bad_config",
      message: expect.stringContaining("(mode 644), run chmod 600 on it"),
    });
  });

  it("never makes a new key for data it could not open", async () => {
    using temp = createTempDir();
    await (await openStore({ dir: temp.path })).close();
    rmSync(join(temp.path, "store.key"));
    await expect(openStore({ dir: temp.path })).rejects.toMatchObject({
      code: "bad_config",
      message: expect.stringContaining('its key file "store.key" is missing'),
    });
  });

  it("refuses a damaged key file and a key file of another store", async () => {
    using temp = createTempDir();
    await (await openStore({ dir: temp.path })).close();
    writeFileSync(join(temp.path, "store.key"), "half");
    await expect(openStore({ dir: temp.path })).rejects.toMatchObject({ code: "bad_config" });
    writeFileSync(join(temp.path, "store.key"), hexKey);
    await expect(openStore({ dir: temp.path })).rejects.toMatchObject({
      code: "bad_config",
      message: expect.stringContaining("put back that file"),
    });
  });
});
