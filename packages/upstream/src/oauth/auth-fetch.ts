import { isJsonObject } from "@sluice/contracts";
import { createBoundedFetch } from "../bounded-fetch.ts";

const MAX_ANSWER_BYTES = 1024 * 1024;
const TIMEOUT_MS = 20_000;
const MAX_REDIRECTS = 4;

export type AuthFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * How authorization servers are asked. Where they are is said by the upstream server, which nobody trusts: only https
 * (or loopback, for a server that is itself there), bounded in size and time, and without the headers configured for
 * the server. Of an error answer only its OAuth code passes, since its words could repeat what it was sent.
 */
export function createAuthFetch(serverUrl: string, fetchImpl: typeof fetch = fetch): AuthFetch {
  const bounded = createBoundedFetch(MAX_ANSWER_BYTES, fetchImpl);
  return async (url, init = {}) => {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(init.signal ? [init.signal] : [])]);
    let target = new URL(url);
    for (let hops = 0; ; hops += 1) {
      checkAuthUrl(target, serverUrl);
      const response = await bounded(target, { ...init, redirect: "manual", signal });
      const location = response.headers.get("location");
      const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
      if (!isRedirect || init.redirect === "manual" || (init.method ?? "GET") !== "GET" || hops >= MAX_REDIRECTS) {
        return response.ok ? response : toCodeAlone(response);
      }
      await response.body?.cancel();
      target = new URL(location, target);
    }
  };
}

/** @throws Error where an address may not be asked, or shown to a person, in the name of this server */
export function checkAuthUrl(url: URL, serverUrl: string): void {
  if (url.username !== "" || url.password !== "")
    throw new Error("an address of its authorization server has a password in it");
  if (url.protocol === "https:") return;
  if (url.protocol === "http:" && isLoopback(url.hostname) && isLoopback(new URL(serverUrl).hostname)) return;
  throw new Error(`an address of its authorization server is not https: ${url.protocol}//${url.host}`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

async function toCodeAlone(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const contentType = headers.get("content-type") ?? "";
  let error: string | undefined;
  try {
    const body: unknown = contentType.includes("json") ? await response.json() : await response.body?.cancel();
    if (isJsonObject(body) && typeof body.error === "string" && /^[a-z_]{1,60}$/.test(body.error)) error = body.error;
  } catch {
    // Cut off or no JSON: there is no code to read.
  }
  const kept = new Headers({ "content-type": "application/json" });
  const location = headers.get("location");
  if (location !== null) kept.set("location", location);
  return new Response(JSON.stringify(error === undefined ? {} : { error }), { status, statusText, headers: kept });
}
