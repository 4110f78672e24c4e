import { EngineError } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { createCipher } from "./cipher.ts";

const master = new Uint8Array(32).fill(7);
const plain = Buffer.from("ann@example.com");

describe("createCipher()", () => {
  it("opens what it sealed, and seals the same value differently each time", () => {
    const cipher = createCipher(master);
    const first = cipher.seal("vault/s/EMAIL_1", plain);
    const second = cipher.seal("vault/s/EMAIL_1", plain);
    expect(cipher.open("vault/s/EMAIL_1", first)).toEqual(plain);
    expect(Buffer.from(first).equals(second)).toBe(false);
    expect(Buffer.from(first).includes("ann")).toBe(false);
  });

  it("opens an empty value", () => {
    const cipher = createCipher(master);
    expect(cipher.open("a/b", cipher.seal("a/b", new Uint8Array()))).toHaveLength(0);
  });

  it.each([
    ["that was moved to another row", (sealed: Buffer) => sealed, "vault/s/EMAIL_2"],
    ["with one changed bit", (sealed: Buffer) => sealed.fill((sealed.at(-1) ?? 0) ^ 1, sealed.length - 1), ""],
    ["that was cut", (sealed: Buffer) => sealed.subarray(0, 20), ""],
    ["of another format", (sealed: Buffer) => sealed.fill(9, 0, 1), ""],
  ])("refuses a value %s, without showing it", (_title, damage, place) => {
    const cipher = createCipher(master);
    const sealed = damage(Buffer.from(cipher.seal("vault/s/EMAIL_1", plain)));
    const open = () => cipher.open(place === "" ? "vault/s/EMAIL_1" : place, sealed);
    expect(open).toThrow(EngineError);
    expect(open).toThrow(/^Cannot read a stored value of "vault": it was changed on disk or sealed with another key/);
  });

  it("refuses a value sealed with another key", () => {
    const sealed = createCipher(master).seal("a/b", plain);
    expect(() => createCipher(new Uint8Array(32).fill(8)).open("a/b", sealed)).toThrow(EngineError);
  });

  it("digest() is equal for equal values only, and differs by purpose and key", () => {
    const cipher = createCipher(master);
    expect(cipher.digest("blob", "x")).toBe(cipher.digest("blob", "x"));
    const all = [
      cipher.digest("blob", "x"),
      cipher.digest("blob", "y"),
      cipher.digest("state", "x"),
      createCipher(new Uint8Array(32)).digest("blob", "x"),
    ];
    expect(new Set(all).size).toBe(4);
  });

  it("uses no nonce twice, however many values are sealed", () => {
    const cipher = createCipher(master);
    const nonces = new Set<string>();
    for (let i = 0; i < 2000; i++) nonces.add(Buffer.from(cipher.seal("a/b", plain)).toString("hex", 1, 13));
    expect(nonces.size).toBe(2000);
  });
});
