import type { AuthProvider, OAuthClientProvider } from "@modelcontextprotocol/client";
import { type CredentialStore, EngineError, serverNameSchema } from "@sluice/contracts";
import { type CircuitSettings, circuitDefaults } from "./call-circuit.ts";
import { ServerAuth } from "./oauth/server-auth.ts";
import type { Reaper } from "./reaper.ts";

interface CommonSettings {
  /** `eager` connects at `start()`, `lazy` at the first use. @default "lazy" */
  readonly start?: "lazy" | "eager";
  /** Ceiling of one call; a caller may ask for less. @default 120000 */
  readonly timeoutMs?: number;
  /** From start to the first tool list. @default 30000 */
  readonly connectTimeoutMs?: number;
  /** Calls under way at once; further ones wait. @default 16 */
  readonly maxConcurrent?: number;
  readonly title?: string;
  readonly description?: string;
}

export interface StdioServerSettings extends CommonSettings {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to the few inherited variables; wins over them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface HttpServerSettings extends CommonSettings {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly oauth?: OAuthSettings;
}

/** What a login needs that discovery cannot tell; most servers need none of it. */
export interface OAuthSettings {
  /** Registered with the authorization server beforehand. @default one is registered at each login */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Https address of a client metadata document, for authorization servers that take one. */
  readonly clientMetadataUrl?: string;
  /** The only authorization server that a login may go to. */
  readonly issuer?: string;
  /** Separated by spaces. @default what the server asks for */
  readonly scope?: string;
  /** Loopback port of the redirect, for clients that were registered with one. @default a free one */
  readonly redirectPort?: number;
}

/** One entry of `mcpServers`, with every `${VAR}` already filled in. */
export type ServerSettings = StdioServerSettings | HttpServerSettings;

export interface ServerLogLine {
  readonly server: string;
  readonly text: string;
}

export interface UpstreamLimits {
  /** One message from a server. @default 33554432 */
  readonly maxMessageBytes?: number;
  /** @default 10000 */
  readonly maxTools?: number;
  /** @default 1000 */
  readonly maxPages?: number;
  /** All definitions of one server together. @default 33554432 */
  readonly maxListBytes?: number;
  /** Schemas and texts of one tool. @default 262144 */
  readonly maxToolBytes?: number;
  /** Calls that may wait for a place, per server. @default 1000 */
  readonly maxQueued?: number;
}

export interface BackoffSettings {
  /** @default 250 */
  readonly baseMs?: number;
  /** @default 30000 */
  readonly maxMs?: number;
  /** Failures in a row after which only a call makes another attempt. @default 8 */
  readonly maxAttempts?: number;
  /** A connection that lived this long forgets earlier failures. @default 10000 */
  readonly stableMs?: number;
}

export interface UpstreamOptions {
  readonly servers: Readonly<Record<string, ServerSettings>>;
  /** Where PATH, HOME and the like of child processes come from; usually `process.env`. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** Credentials for one HTTP server. Never the token of one of our own clients. */
  readonly authProvider?: (server: string) => AuthProvider | OAuthClientProvider | undefined;
  /** Keeps logins; without it nobody can log in, and a 401 is just that. */
  readonly credentials?: CredentialStore;
  /** Whether a server that connects now is told that it may ask a model. @default no */
  readonly offersSampling?: () => boolean;
  /** What servers write to stderr, secrets removed. */
  readonly onServerLog?: (line: ServerLogLine) => void;
  readonly limits?: UpstreamLimits;
  readonly backoff?: BackoffSettings;
  readonly circuit?: CircuitSettings;
  /** What a closed server gets to end by itself before SIGTERM, and again before SIGKILL. @default 1500 */
  readonly closeGraceMs?: number;
  /** Of whoever has other children, too; that one closes it. Without it there is one for the servers alone. */
  readonly reaper?: Reaper;
  /** How we introduce ourselves to servers. */
  readonly clientInfo?: { readonly name: string; readonly version: string };
}

const limitDefaults = {
  maxMessageBytes: 32 * 1024 * 1024,
  maxTools: 10_000,
  maxPages: 1_000,
  maxListBytes: 32 * 1024 * 1024,
  maxToolBytes: 256 * 1024,
  maxQueued: 1_000,
} as const satisfies Required<UpstreamLimits>;

const backoffDefaults = {
  baseMs: 250,
  maxMs: 30_000,
  maxAttempts: 8,
  stableMs: 10_000,
} as const satisfies Required<BackoffSettings>;

export type ResolvedServer = {
  readonly name: string;
  readonly start: "lazy" | "eager";
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxConcurrent: number;
  readonly settings: ServerSettings;
  readonly transport: "stdio" | "http";
  /** Values that must never show up in a message: header values, configured variables, tokens of a login. */
  readonly secrets: readonly string[];
  /** Where a person can log in. */
  readonly login?: ServerAuth;
};

export interface ResolvedOptions
  extends Pick<UpstreamOptions, "hostEnv" | "authProvider" | "credentials" | "offersSampling" | "onServerLog"> {
  readonly servers: readonly ResolvedServer[];
  readonly limits: Required<UpstreamLimits>;
  readonly backoff: Required<BackoffSettings>;
  readonly circuit: Required<CircuitSettings>;
  readonly closeGraceMs: number;
  readonly clientInfo: { readonly name: string; readonly version: string };
}

export function resolveUpstreamOptions(options: UpstreamOptions): ResolvedOptions {
  return {
    ...options,
    servers: Object.entries(options.servers).map(([name, settings]) =>
      resolveServer(name, settings, options.credentials),
    ),
    limits: { ...limitDefaults, ...withoutUndefined(options.limits) },
    backoff: { ...backoffDefaults, ...withoutUndefined(options.backoff) },
    circuit: { ...circuitDefaults, ...withoutUndefined(options.circuit) },
    closeGraceMs: options.closeGraceMs ?? 1_500,
    clientInfo: options.clientInfo ?? { name: "sluice", version: "0.1.0" },
  };
}

function resolveServer(
  name: string,
  settings: ServerSettings,
  credentials: CredentialStore | undefined,
): ResolvedServer {
  if (!serverNameSchema.safeParse(name).success) {
    throw new EngineError(
      "bad_config",
      `Cannot use server name "${name.slice(0, 80)}": a name has letters, digits, - and _, at most 64 characters`,
    );
  }
  const isHttp = "url" in settings;
  if (isHttp) checkUrl(name, settings.url);
  const common = {
    timeoutMs: settings.timeoutMs ?? 120_000,
    connectTimeoutMs: settings.connectTimeoutMs ?? 30_000,
    maxConcurrent: settings.maxConcurrent ?? 16,
  };
  for (const [key, value] of Object.entries(common)) {
    if (Number.isInteger(value) && value >= 1 && value <= 2 ** 31 - 1) continue;
    throw new EngineError(
      "bad_config",
      `Cannot use ${key} of server "${name}": ${value} is not a whole number above 0`,
    );
  }
  const secrets = [
    ...Object.values((isHttp ? settings.headers : settings.env) ?? {}),
    ...(isHttp ? [settings.oauth?.clientSecret ?? ""] : []),
  ].flatMap(toSecrets);
  const login = isHttp && credentials !== undefined ? createLogin(name, settings, credentials) : undefined;
  return {
    name,
    start: settings.start ?? "lazy",
    ...common,
    settings,
    transport: isHttp ? "http" : "stdio",
    ...(login === undefined ? {} : { login }),
    get secrets() {
      return login === undefined ? secrets : [...secrets, ...login.secrets];
    },
  };
}

/** A configured Authorization header is the credential; a login beside it would never be sent. */
function createLogin(name: string, settings: HttpServerSettings, store: CredentialStore): ServerAuth | undefined {
  const headers = Object.keys(settings.headers ?? {});
  if (headers.some((header) => header.toLowerCase() === "authorization")) return undefined;
  return new ServerAuth({ server: name, serverUrl: settings.url, store, hasHeaders: headers.length > 0 });
}

/** A header `Bearer x` hides `x` as well. Short values are words, not secrets, and would tear holes into messages. */
function toSecrets(value: string): readonly string[] {
  return [...new Set([value, ...value.split(/\s+/)])].filter((part) => part.length >= 8);
}

function checkUrl(name: string, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && (parsed.protocol === "http:" || parsed.protocol === "https:")) return;
  throw new EngineError("bad_config", `Cannot use the url of server "${name}": it is not an http or https address`);
}

function withoutUndefined<T extends object>(value: T | undefined): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, inner]) => inner !== undefined)) as never;
}
