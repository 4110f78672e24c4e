import { describe, expect, test } from "vitest";
import { checkAuthUrl, createAuthFetch } from "./auth-fetch.ts";

const remote = "https://mcp.example/mcp";
const local = "http://127.0.0.1:8080/mcp";

function answering(answers: Readonly<Record<string, Response>>): { asked: string[]; fetch: typeof fetch } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (url) => {
      asked.push(String(url));
      return answers[String(url)] ?? new Response("nothing", { status: 404 });
    },
  };
}

describe("checkAuthUrl()", () => {
  test.each([
    ["https://login.example/token", remote],
    ["https://login.example/token", local],
    ["http://127.0.0.1:1/token", local],
    ["http://localhost:1/token", "http://[::1]:2/mcp"],
  ])("checkAuthUrl() lets %s pass for %s", (url, server) => {
    expect(() => checkAuthUrl(new URL(url), server)).not.toThrow();
  });

  test.each([
    ["http://login.example/token", remote],
    ["http://127.0.0.1/token", remote],
    ["http://169.254.169.254/latest/meta-data", remote],
    ["http://169.254.169.254/latest/meta-data", local],
    ["http://localhost.evil.example/", local],
    ["file:///etc/passwd", local],
    ["javascript:alert(1)", local],
    ["https://user:secret@login.example/", remote],
  ])("checkAuthUrl() refuses %s for %s", (url, server) => {
    expect(() => checkAuthUrl(new URL(url), server)).toThrow("authorization server");
  });
});

describe("createAuthFetch()", () => {
  test("createAuthFetch() follows a redirect only to where it might have asked itself", async () => {
    const inside = answering({
      "https://a.example/x": new Response(null, { status: 302, headers: { location: "http://10.0.0.1/" } }),
    });
    await expect(createAuthFetch(remote, inside.fetch)("https://a.example/x")).rejects.toThrow("not https");
    expect(inside.asked).toEqual(["https://a.example/x"]);
    const moved = answering({
      "https://a.example/x": new Response(null, { status: 302, headers: { location: "/y" } }),
      "https://a.example/y": new Response("here"),
    });
    expect(await (await createAuthFetch(remote, moved.fetch)("https://a.example/x")).text()).toBe("here");
  });

  test("createAuthFetch() ends a circle of redirects", async () => {
    const circle = answering({});
    const turning: typeof fetch = async (url) => {
      circle.asked.push(String(url));
      return new Response(null, { status: 302, headers: { location: "/again" } });
    };
    expect((await createAuthFetch(remote, turning)("https://a.example/x")).status).toBe(302);
    expect(circle.asked.length).toBeLessThan(10);
  });

  test("createAuthFetch() passes of an error nothing but its code", async () => {
    const { fetch: refusing } = answering({
      "https://a.example/token": Response.json(
        { error: "invalid_grant", error_description: "rt-secret is no good", error_uri: "https://rt-secret" },
        { status: 400 },
      ),
      "https://a.example/odd": Response.json({ error: "rt-SECRET value" }, { status: 400 }),
    });
    const ask = createAuthFetch(remote, refusing);
    expect(await (await ask("https://a.example/token", { method: "POST" })).text()).toBe('{"error":"invalid_grant"}');
    expect(await (await ask("https://a.example/odd", { method: "POST" })).text()).toBe("{}");
  });

  test("createAuthFetch() gives up on an answer that is too large", async () => {
    const { fetch: large } = answering({ "https://a.example/x": new Response("x".repeat(2 * 1024 * 1024)) });
    const response = await createAuthFetch(remote, large)("https://a.example/x");
    await expect(response.text()).rejects.toThrow();
  });
});
