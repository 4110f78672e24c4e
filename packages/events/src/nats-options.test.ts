import { describe, expect, it } from "vitest";
import { resolveNatsOptions } from "./nats-options.ts";

describe("resolveNatsOptions()", () => {
  it("takes addresses with and without scheme and port, and keeps credentials out of the hosts", () => {
    const resolved = resolveNatsOptions({ servers: ["nats://ann:p%40ss@a.example:4333", "b.example", "[::1]:4222"] });
    expect(resolved.hosts).toEqual(["a.example:4333", "b.example:4222", "[::1]:4222"]);
    expect(resolved.credentials).toEqual({ user: "ann", pass: "p@ss" });
    expect(resolved.isTls).toBe(false);
    expect(resolveNatsOptions({ servers: ["tls://t0ken@a"] })).toMatchObject({
      credentials: { token: "t0ken" },
      isTls: true,
    });
  });

  it.each([[[]], [["http://a:1"]], [["nats://ann:s3cret@:x"]], [["ws://a"]], [["nats://ann:s3cret%zz@a"]]])(
    "refuses %j without showing secrets",
    (servers) => {
      const resolve = () => resolveNatsOptions({ servers });
      expect(resolve).toThrow(/^Cannot use "nats\.servers/);
      expect(resolve).not.toThrow("s3cret");
    },
  );
});
