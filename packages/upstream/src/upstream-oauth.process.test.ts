import type { CredentialStore } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { type RunningOAuthFixture, startOAuthFixture } from "../../../test/fixtures/servers/fixture.ts";
import { createMemoryCredentials } from "./memory-credentials.fixture.ts";
import type { OAuthSettings } from "./options.ts";
import { startTestUpstream, type TestUpstream } from "./start-test-upstream.ts";
import type { McpUpstream } from "./upstream.ts";

const advice = "needs login: sluice servers login a";

function start(
  fixture: RunningOAuthFixture,
  credentials: CredentialStore,
  oauth: OAuthSettings = {},
  headers: Readonly<Record<string, string>> = {},
): TestUpstream & { readonly mcp: McpUpstream } {
  const subject = startTestUpstream({ servers: { a: { url: fixture.url, oauth, headers } }, credentials });
  return { ...subject, mcp: subject.upstream as McpUpstream };
}

/** What the person's browser does: follows the link to the authorization server, and its answer back to us. */
async function visit(authorizeUrl: string, change: (url: URL) => void = () => {}): Promise<Response> {
  const url = new URL(authorizeUrl);
  change(url);
  const answer = await fetch(url, { redirect: "manual" });
  return fetch(answer.headers.get("location") ?? "", { redirect: "error" });
}

async function logIn(mcp: McpUpstream): Promise<void> {
  const login = await mcp.login("a");
  expect((await visit(login.authorizeUrl)).status).toBe(200);
  await login.done;
}

function tokensOf(credentials: ReturnType<typeof createMemoryCredentials>): { access: string; refresh: string } {
  const { tokens } = credentials.values.get("a") as { tokens: { access_token: string; refresh_token: string } };
  return { access: tokens.access_token, refresh: tokens.refresh_token };
}

describe("createUpstream() with a server behind OAuth", () => {
  test("a server that needs a login says so, and calls say what to do", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials());
    await expect(subject.upstream.connect("a")).rejects.toMatchObject({ code: "upstream_auth" });
    expect(subject.upstream.servers()).toMatchObject([{ state: "failed", reason: advice }]);
    const outcome = await subject.call("a.headers");
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "upstream_auth", retryable: false } });
    expect(JSON.stringify(outcome)).toContain(advice);
    expect(await fixture.control("stats")).toMatchObject({ registrations: 0, authorizations: 0 });
  });

  test("login() connects the server with tokens that no answer, error or event shows", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    await subject.upstream.connect("a").catch(() => {});
    await logIn(subject.mcp);
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected" }]);
    const outcome = await subject.call("a.headers");
    expect(outcome).toMatchObject({ kind: "ok", value: { authorization: "Bearer [hidden]" } });
    const { access, refresh } = tokensOf(credentials);
    const shown = JSON.stringify([outcome, subject.changes, subject.upstream.servers()]);
    expect(shown).not.toContain(access);
    expect(shown).not.toContain(refresh);
  });

  test("an access token that ran out is refreshed once for many calls at the same time", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    await logIn(subject.mcp);
    const before = tokensOf(credentials);
    await fixture.control("revoke-access");
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => subject.call("a.headers")));
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => "ok"));
    expect(await fixture.control("stats")).toMatchObject({ refreshes: 1, refusedRefreshes: 0 });
    expect(tokensOf(credentials).refresh).not.toBe(before.refresh);
  });

  test("a token is refreshed before it runs out", async () => {
    await using fixture = await startOAuthFixture("--expires", "10");
    await using subject = start(fixture, createMemoryCredentials());
    await logIn(subject.mcp);
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
    const { refreshes, refusedRefreshes } = await fixture.control("stats");
    expect(refreshes).toBeGreaterThan(0);
    expect(refusedRefreshes).toBe(0);
  });

  test("two gateways of one folder do not spend a refresh token twice", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using first = start(fixture, credentials);
    await logIn(first.mcp);
    await using second = start(fixture, credentials);
    await second.upstream.connect("a");
    await fixture.control("revoke-access");
    const outcomes = await Promise.all([first.call("a.headers"), second.call("a.headers")]);
    expect(outcomes).toMatchObject([{ kind: "ok" }, { kind: "ok" }]);
    expect(await fixture.control("stats")).toMatchObject({ refusedRefreshes: 0 });
  });

  test("a login outlives the process that made it", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    const first = start(fixture, credentials);
    await logIn(first.mcp);
    await first[Symbol.asyncDispose]();
    await using second = start(fixture, credentials);
    expect(await second.call("a.headers")).toMatchObject({ kind: "ok" });
    expect(await fixture.control("stats")).toMatchObject({ exchanges: 1 });
  });

  test("a login that was revoked is forgotten, and the next call says what to do", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    await logIn(subject.mcp);
    const { access, refresh } = tokensOf(credentials);
    await fixture.control("revoke-all");
    const outcome = await subject.call("a.headers");
    expect(outcome).toMatchObject({ failure: { code: "upstream_auth", retryable: false } });
    expect(JSON.stringify(outcome)).toContain(advice);
    expect(credentials.values.has("a")).toBe(false);
    expect(subject.upstream.servers()).toMatchObject([{ state: "failed", reason: advice }]);
    const shown = JSON.stringify([outcome, subject.changes, subject.upstream.servers()]);
    expect(shown).not.toContain(access);
    expect(shown).not.toContain(refresh);
    await logIn(subject.mcp);
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
  });

  test("an authorization server that is away costs no login", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    await logIn(subject.mcp);
    await fixture.control("revoke-access");
    await fixture.control("down");
    expect(await subject.call("a.headers")).toMatchObject({ failure: { code: "upstream_unavailable" } });
    await fixture.control("up");
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
  });

  test("an answer with another state is refused and does not end the login", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    const login = await subject.mcp.login("a");
    const wrong = await visit(login.authorizeUrl, (url) => url.searchParams.set("state", "guessed"));
    expect(wrong.status).toBe(400);
    const without = await visit(login.authorizeUrl, (url) => url.searchParams.delete("state"));
    expect(without.status).toBe(400);
    expect(credentials.values.size).toBe(0);
    expect((await visit(login.authorizeUrl)).status).toBe(200);
    await login.done;
    expect(credentials.values.size).toBe(1);
  });

  test("an answer in another authorization server's name ends the login without a token", async () => {
    await using fixture = await startOAuthFixture("--lying");
    await using subject = start(fixture, createMemoryCredentials());
    const login = await subject.mcp.login("a");
    expect((await visit(login.authorizeUrl)).status).toBe(400);
    await expect(login.done).rejects.toMatchObject({ code: "upstream_auth" });
    await expect(login.done).rejects.toThrow("another authorization server");
    expect(await fixture.control("stats")).toMatchObject({ exchanges: 0 });
  });

  test("a person who says no ends the login with that reason", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials());
    const login = await subject.mcp.login("a");
    await visit(login.authorizeUrl, (url) => url.searchParams.set("deny", "1"));
    await expect(login.done).rejects.toThrow("said no");
  });

  test("nobody who answers ends the login in time, and a new one may start", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials());
    const login = await subject.mcp.login("a", { timeoutMs: 50 });
    await expect(login.done).rejects.toMatchObject({ code: "timeout" });
    await logIn(subject.mcp);
  });

  test("two logins of one server at the same time are one, in two gateways two that both work", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using first = start(fixture, credentials);
    await using second = start(fixture, credentials);
    const [one, same, other] = await Promise.all([first.mcp.login("a"), first.mcp.login("a"), second.mcp.login("a")]);
    expect(same.authorizeUrl).toBe(one.authorizeUrl);
    expect(other.authorizeUrl).not.toBe(one.authorizeUrl);
    const pages = await Promise.all([visit(one.authorizeUrl), visit(other.authorizeUrl)]);
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    await Promise.all([one.done, same.done, other.done]);
    expect(await first.call("a.headers")).toMatchObject({ kind: "ok" });
    expect(await second.call("a.headers")).toMatchObject({ kind: "ok" });
  });

  test("a login ends when the last one who waits for it gives up", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials());
    const [one, two] = await Promise.all([subject.mcp.login("a"), subject.mcp.login("a")]);
    one.cancel();
    one.cancel();
    const next = await subject.mcp.login("a");
    expect(next.authorizeUrl).toBe(two.authorizeUrl);
    two.cancel();
    next.cancel();
    await expect(two.done).rejects.toMatchObject({ code: "cancelled" });
    await logIn(subject.mcp);
  });

  test("a configured client is used where the authorization server registers none", async () => {
    await using fixture = await startOAuthFixture("--no-registration");
    await using bare = start(fixture, createMemoryCredentials());
    await expect(bare.mcp.login("a")).rejects.toThrow("oauth.clientId");
    const settings = { clientId: "known-client", clientSecret: "known-client-secret" };
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials, settings);
    await logIn(subject.mcp);
    await fixture.control("revoke-access");
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
    expect(await fixture.control("stats")).toMatchObject({ registrations: 0, refreshes: 1 });
  });

  test("a pinned issuer refuses a server that sends logins elsewhere", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials(), { issuer: "https://login.example" });
    await expect(subject.mcp.login("a")).rejects.toThrow("oauth.issuer");
  });

  test("a login that lacks a scope names it, and a login with it helps", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials());
    await logIn(subject.mcp);
    await fixture.control("need-write");
    const outcome = await subject.call("a.headers");
    expect(outcome).toMatchObject({ failure: { code: "upstream_auth" } });
    expect(JSON.stringify(outcome)).toContain("--scope");
    const login = await subject.mcp.login("a", { scope: "read write" });
    await visit(login.authorizeUrl);
    await login.done;
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
  });

  test("logout() forgets the login, revokes it and lets nothing through any more", async () => {
    await using fixture = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    await using subject = start(fixture, credentials);
    await logIn(subject.mcp);
    expect(await subject.mcp.logout("a")).toBe(true);
    expect(await subject.mcp.logout("a")).toBe(false);
    expect(credentials.values.size).toBe(0);
    expect(await fixture.control("stats")).toMatchObject({ revocations: 2 });
    expect(await subject.call("a.headers")).toMatchObject({ failure: { code: "upstream_auth" } });
  });

  test("a login is sent to no other address than the one it was made for", async () => {
    await using fixture = await startOAuthFixture();
    await using other = await startOAuthFixture();
    const credentials = createMemoryCredentials();
    const first = start(fixture, credentials);
    await logIn(first.mcp);
    await first[Symbol.asyncDispose]();
    await using moved = start(other, credentials);
    expect(await moved.call("a.headers")).toMatchObject({ failure: { code: "upstream_auth" } });
  });

  test("login() refuses servers that have nothing to log in to", async () => {
    await using fixture = await startOAuthFixture();
    await using subject = start(fixture, createMemoryCredentials(), {}, { Authorization: "Bearer 0123456789" });
    await expect(subject.mcp.login("a")).rejects.toMatchObject({ code: "bad_input" });
    await expect(subject.mcp.login("b")).rejects.toMatchObject({ code: "unknown_server" });
  });
});
