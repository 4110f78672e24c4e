import { EngineError } from "@sluice/contracts";
import type { MemoryBusOptions } from "./memory-bus.ts";

export interface NatsBusOptions extends MemoryBusOptions {
  /** `nats://host:port` or `tls://host:port`, with `user:password@` or `token@` where the server asks for it. */
  readonly servers: readonly string[];
  /** Events that wait while NATS is away; past it the oldest are dropped and counted. @default 10000 */
  readonly maxBuffered?: number;
  /** How long the stream keeps events; used only when this process creates it. @default 30 days */
  readonly maxAgeMs?: number;
  /** Copies in a cluster; used only when this process creates the stream. @default 1 */
  readonly replicas?: number;
  /** How long close() may take to send what is left. @default 3000 */
  readonly closeTimeoutMs?: number;
}

export interface NatsOptions {
  /** host:port, without credentials: fit for logs. */
  readonly hosts: readonly string[];
  readonly credentials: { readonly user: string; readonly pass: string } | { readonly token: string } | undefined;
  readonly isTls: boolean;
  readonly maxBuffered: number;
  readonly maxAgeMs: number;
  readonly replicas: number;
  readonly closeTimeoutMs: number;
  readonly warn: (message: string) => void;
}

const defaults = { maxBuffered: 10_000, maxAgeMs: 30 * 86_400_000, replicas: 1, closeTimeoutMs: 3000 };

/** @throws EngineError `bad_config`; the message never repeats credentials */
export function resolveNatsOptions(options: NatsBusOptions): NatsOptions {
  const urls = options.servers.map(parseServer);
  const [first] = urls;
  if (first === undefined) {
    throw new EngineError(
      "bad_config",
      'Cannot use "nats.servers": the list is empty, name one such as nats://127.0.0.1:4222',
    );
  }
  return {
    hosts: urls.map((url) => `${url.hostname}:${url.port === "" ? 4222 : url.port}`),
    credentials: toCredentials(first),
    isTls: urls.some((url) => url.protocol === "tls:"),
    maxBuffered: options.maxBuffered ?? defaults.maxBuffered,
    maxAgeMs: options.maxAgeMs ?? defaults.maxAgeMs,
    replicas: options.replicas ?? defaults.replicas,
    closeTimeoutMs: options.closeTimeoutMs ?? defaults.closeTimeoutMs,
    warn: options.warn ?? ((message) => process.emitWarning(message)),
  };
}

function parseServer(text: string, index: number): URL {
  const hasScheme = /^[a-z+]+:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `nats://${text}`);
  if (url === null || url.hostname === "" || !["nats:", "tls:"].includes(url.protocol) || !isDecodable(url)) {
    throw new EngineError(
      "bad_config",
      `Cannot use "nats.servers[${index}]": it is not an address of a NATS server, write it like nats://127.0.0.1:4222, with % in a name or password as %25`,
    );
  }
  return url;
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function toCredentials({ username, password }: URL): NatsOptions["credentials"] {
  const user = decodeURIComponent(username);
  if (user === "") return undefined;
  return password === "" ? { token: user } : { user, pass: decodeURIComponent(password) };
}
