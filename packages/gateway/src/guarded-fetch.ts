import { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { EngineError, type JsonObject } from "@sluice/contracts";
import type { NetworkRequest } from "@sluice/engine";

const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** Addresses that a public name must not lead to: this machine, private networks, link-local, reserved. */
const inner = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  inner.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  inner.addSubnet(address, prefix, "ipv6");

/**
 * The network of agent code: the engine has already held the host against the policy. A name that the policy allows
 * must resolve to public addresses, and the connection goes to the very address that was checked; an address or
 * `localhost` that the policy names in so many words is the admin's decision. Redirects come back as they are, so that
 * each hop is asked for anew. @throws EngineError `denied`, `upstream_failed`, `limit_exceeded`
 */
export function guardedFetch(request: NetworkRequest, signal: AbortSignal): Promise<JsonObject> {
  const url = new URL(request.url);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const isLiteral = isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0 || url.hostname === "localhost";
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        cause instanceof EngineError
          ? cause
          : new EngineError("upstream_failed", `Cannot fetch from "${url.host}": ${cause.message}`, { cause }),
      );
    const call = send(
      url,
      {
        method: request.method,
        headers: { ...withoutHopHeaders(request.headers), host: url.host },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(isLiteral ? {} : { lookup: lookupPublic }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > MAX_BYTES)
            call.destroy(
              new EngineError(
                "limit_exceeded",
                `Cannot fetch from "${url.host}": the answer is larger than ${MAX_BYTES} bytes`,
              ),
            );
        });
        response.on("error", fail);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? "",
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [
                name,
                Array.isArray(value) ? value.join(", ") : (value ?? ""),
              ]),
            ),
            url: url.href,
            body: Buffer.concat(chunks).toString("base64"),
          }),
        );
      },
    );
    call.on("error", fail);
    call.end(request.body === undefined ? undefined : Buffer.from(request.body, "base64"));
  });
}

const lookupPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 0);
    const blocked = addresses.find(({ address, family }) => isInner(address, family));
    if (blocked !== undefined)
      return callback(
        new EngineError("denied", `Cannot fetch from "${host}": the name leads to a private address`),
        "",
        0,
      );
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    return first === undefined ? callback(new Error("no address"), "", 0) : callback(null, first.address, first.family);
  });
};

function isInner(address: string, family: number): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped !== undefined ? inner.check(mapped, "ipv4") : inner.check(address, family === 6 ? "ipv6" : "ipv4");
}

const HOP_HEADERS = new Set([
  "host",
  "connection",
  "transfer-encoding",
  "content-length",
  "upgrade",
  "proxy-authorization",
  "te",
  "trailer",
  "keep-alive",
]);

function withoutHopHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name.toLowerCase())));
}
