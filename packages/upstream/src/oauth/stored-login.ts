import type {
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import { type CredentialStore, isJsonObject, type Json } from "@sluice/contracts";

/** What a login leaves behind. */
export interface StoredLogin {
  readonly version: 1;
  /** A token is for this address alone: when the configuration names another one, the login does not count. */
  readonly serverUrl: string;
  readonly issuer: string;
  readonly client: StoredOAuthClientInformation;
  readonly tokens: StoredOAuthTokens;
  readonly discovery: OAuthDiscoveryState;
  /** RFC 8707. */
  readonly resource?: string;
  readonly expiresAtMs?: number;
}

export async function readLogin(
  store: CredentialStore,
  server: string,
  serverUrl: string,
): Promise<StoredLogin | undefined> {
  const value = await store.read(server);
  return isStoredLogin(value) && value.serverUrl === serverUrl ? value : undefined;
}

export async function writeLogin(store: CredentialStore, server: string, login: StoredLogin): Promise<void> {
  // Drops what is undefined, which has no JSON.
  await store.write(server, JSON.parse(JSON.stringify(login)) as Json);
}

export function toExpiry(tokens: StoredOAuthTokens, nowMs: number = Date.now()): { readonly expiresAtMs?: number } {
  const seconds = tokens.expires_in;
  return seconds === undefined || !Number.isFinite(seconds) ? {} : { expiresAtMs: nowMs + seconds * 1000 };
}

/** Sealed by ourselves, so its shape needs no more than a check of the version. */
function isStoredLogin(value: unknown): value is StoredLogin {
  return isJsonObject(value) && value.version === 1 && isJsonObject(value.tokens) && isJsonObject(value.client);
}
