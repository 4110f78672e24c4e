import { base64ToBytes, bytesToBase64 } from "./encode-value.ts";
import type { HostCalls } from "./host-calls.ts";
import { Uint8ArrayCtor } from "./primordials.ts";
import { replaceMethod } from "./virtual-time.ts";

/** What the host answers to `fetch`; the body in base64, so that any bytes pass. */
interface FetchAnswer {
  readonly status: number;
  readonly statusText?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly url?: string;
  readonly body?: string;
}

/** The process has no network: the host fetches, if the policy lets it. */
export function installFetch(calls: HostCalls): void {
  replaceMethod(globalThis, "fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    // Named only here: Deno loads its whole fetch code (10 ms) when a program first touches either.
    const { Request: RequestCtor, Response: ResponseCtor } = globalThis;
    const request = new RequestCtor(input, init);
    request.signal.throwIfAborted();
    const headers: Record<string, string> = {};
    request.headers.forEach((value, name) => {
      headers[name] = value;
    });
    const body = request.body === null ? undefined : bytesToBase64(new Uint8ArrayCtor(await request.arrayBuffer()));
    const { method, redirect, url } = request;
    const answer = (await untilAborted(
      calls.host("fetch", [{ url, method, headers, redirect, body }]),
      request.signal,
    )) as FetchAnswer;
    const hasBody = answer.body !== undefined && ![101, 204, 205, 304].includes(answer.status);
    const response = new ResponseCtor(hasBody ? base64ToBytes(answer.body as string) : null, {
      status: answer.status,
      statusText: answer.statusText ?? "",
      headers: (answer.headers ?? {}) as HeadersInit,
    });
    Object.defineProperty(response, "url", { value: answer.url ?? url, configurable: true });
    return response;
  });
}

function untilAborted(answer: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    answer.then(resolve, reject);
  });
}
