import { EngineError } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { resolveUpstreamOptions, type ServerSettings } from "./options.ts";

const resolve = (servers: Record<string, ServerSettings>) => resolveUpstreamOptions({ servers, hostEnv: {} });

describe("resolveUpstreamOptions()", () => {
  test("resolveUpstreamOptions() fills in what is not said", () => {
    const [server] = resolve({ a: { command: "x" } }).servers;
    expect(server).toMatchObject({ name: "a", start: "lazy", transport: "stdio", maxConcurrent: 16, secrets: [] });
  });

  test("resolveUpstreamOptions() takes header values and variables for secrets, also without their scheme", () => {
    const servers = {
      a: { url: "https://a.example/mcp", headers: { Authorization: "Bearer 0123456789" } },
      b: { command: "x", env: { TOKEN: "abcdefgh", LEVEL: "info" } },
    };
    expect(resolve(servers).servers.map(({ secrets }) => secrets)).toEqual([
      ["Bearer 0123456789", "0123456789"],
      ["abcdefgh"],
    ]);
  });

  test.each([
    ["a name with a dot", { "a.b": { command: "x" } }],
    ["an empty name", { "": { command: "x" } }],
    ["an address of another scheme", { a: { url: "file:///etc/passwd" } }],
    ["an address that is none", { a: { url: "nowhere" } }],
    ["no time at all", { a: { command: "x", timeoutMs: 0 } }],
    ["half a call at once", { a: { command: "x", maxConcurrent: 0.5 } }],
  ])("resolveUpstreamOptions() refuses %s", (_title, servers) => {
    expect(() => resolve(servers as Record<string, ServerSettings>)).toThrow(EngineError);
    expect(() => resolve(servers as Record<string, ServerSettings>)).toThrow(/^Cannot use /);
  });
});
