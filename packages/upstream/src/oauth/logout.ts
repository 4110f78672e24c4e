import type { CredentialStore } from "@sluice/contracts";
import { createAuthFetch } from "./auth-fetch.ts";
import { readLogin, type StoredLogin } from "./stored-login.ts";

/**
 * Erases the login, then tells its authorization server where that takes notice (RFC 7009); that part may fail.
 * @returns whether there was a login
 */
export async function logout(store: CredentialStore, server: string, serverUrl: string): Promise<boolean> {
  const login = await store.withLock(server, async () => {
    const known = await readLogin(store, server, serverUrl).catch(() => undefined);
    await store.erase(server);
    return known;
  });
  if (login !== undefined) await revoke(login, serverUrl).catch(() => undefined);
  return login !== undefined;
}

async function revoke({ discovery, client, tokens }: StoredLogin, serverUrl: string): Promise<void> {
  const metadata = discovery.authorizationServerMetadata;
  const endpoint = (metadata as { readonly revocation_endpoint?: unknown } | undefined)?.revocation_endpoint;
  if (typeof endpoint !== "string") return;
  const fetchFn = createAuthFetch(serverUrl);
  const known = [
    ["refresh_token", tokens.refresh_token],
    ["access_token", tokens.access_token],
  ] as const;
  for (const [hint, token] of known) {
    if (token === undefined) continue;
    const secret = client.client_secret;
    const isBasic =
      secret !== undefined && metadata?.token_endpoint_auth_methods_supported?.includes("client_secret_post") !== true;
    const body = new URLSearchParams({ token, token_type_hint: hint, client_id: client.client_id });
    if (secret !== undefined && !isBasic) body.set("client_secret", secret);
    const response = await fetchFn(endpoint, {
      method: "POST",
      redirect: "manual",
      body,
      headers: isBasic ? { authorization: `Basic ${btoa(`${client.client_id}:${secret}`)}` } : {},
    });
    await response.body?.cancel();
  }
}
