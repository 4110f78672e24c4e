import {
  type AuthProvider,
  extractWWWAuthenticateParams,
  OAuthError,
  refreshAuthorization,
  type StoredOAuthTokens,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { type CredentialStore, EngineError } from "@sluice/contracts";
import { type AuthFetch, createAuthFetch } from "./auth-fetch.ts";
import { createLoginNeeded } from "./login-needed.ts";
import { readLogin, type StoredLogin, toExpiry, writeLogin } from "./stored-login.ts";

/** Another gateway of the folder may have refreshed, logged in or logged out. */
const REREAD_MS = 2_000;
const REFRESH_AHEAD_MS = 15_000;
const LOCK_WAIT_MS = 45_000;
/** A 401 this soon after a refresh is most likely about the token before. */
const FRESH_MS = 1_000;
/** The authorization server has said that this login is over; anything else may pass. */
const finalCodes: ReadonlySet<string> = new Set(["invalid_grant", "invalid_client", "unauthorized_client"]);

export interface ServerAuthOptions {
  readonly server: string;
  readonly serverUrl: string;
  readonly store: CredentialStore;
  /** Whether the server may mean those when it answers 401. */
  readonly hasHeaders: boolean;
}

/**
 * Brings the stored login of one server to its requests. One refresh at a time, also among processes: with refresh
 * tokens that change at each use, a second one would look like theft and end the login.
 */
export class ServerAuth implements AuthProvider {
  readonly #options: ServerAuthOptions;
  readonly #fetch: AuthFetch;
  /** Every token seen by this process, to be hidden from texts; old ones may still be repeated. */
  readonly #seen = new Set<string>();
  #login: StoredLogin | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<StoredLogin> | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ServerAuthOptions) {
    this.#options = options;
    this.#fetch = createAuthFetch(options.serverUrl);
  }

  get secrets(): readonly string[] {
    return [...this.#seen];
  }

  get hasLogin(): boolean {
    return this.#login !== undefined;
  }

  async token(): Promise<string | undefined> {
    const login = await this.#read(REREAD_MS);
    if (login === undefined || !isRunningOut(login)) return login?.tokens.access_token;
    try {
      return (await this.#refresh(login)).tokens.access_token;
    } catch {
      // The old one may still do; if not, the server says so and its answer is told to the caller.
      return login.tokens.access_token;
    }
  }

  /** @throws EngineError `upstream_auth` where only a person can help, `upstream_unavailable` where waiting may */
  async onUnauthorized({ response }: { readonly response: Response }): Promise<void> {
    const { server, hasHeaders } = this.#options;
    const refused = this.#login;
    if (refused === undefined) {
      const login = await this.#read(0);
      // Somebody has just logged in.
      if (login !== undefined) return;
      const challenge = response.headers.get("www-authenticate") ?? "";
      const { resourceMetadataUrl } = extractWWWAuthenticateParams(response);
      const isAboutLogin = resourceMetadataUrl !== undefined || /^\s*bearer\b/i.test(challenge);
      throw hasHeaders && !isAboutLogin ? new UnauthorizedError() : createLoginNeeded(server);
    }
    if (performance.now() - this.#refreshedAtMs < FRESH_MS) return;
    await this.#refresh(refused);
  }

  /** After a login or a logout of this process. */
  forget(): void {
    this.#login = undefined;
    this.#readAtMs = Number.NEGATIVE_INFINITY;
  }

  async #read(maxAgeMs: number): Promise<StoredLogin | undefined> {
    if (performance.now() - this.#readAtMs < maxAgeMs) return this.#login;
    const { store, server, serverUrl } = this.#options;
    this.#adopt(await readLogin(store, server, serverUrl));
    return this.#login;
  }

  #adopt(login: StoredLogin | undefined): void {
    this.#login = login;
    this.#readAtMs = performance.now();
    if (login !== undefined) noteTokens(login.tokens, this.#seen);
  }

  #refresh(refused: StoredLogin): Promise<StoredLogin> {
    this.#refreshing ??= this.#refreshAlone(refused).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshAlone(refused: StoredLogin): Promise<StoredLogin> {
    const { store, server, serverUrl } = this.#options;
    const work = async (): Promise<StoredLogin> => {
      const current = await readLogin(store, server, serverUrl);
      this.#adopt(current);
      // Another process was faster.
      if (current !== undefined && current.tokens.access_token !== refused.tokens.access_token) return current;
      if (current?.tokens.refresh_token === undefined) throw createLoginNeeded(server);
      const next = await this.#askForTokens(current, current.tokens.refresh_token);
      await writeLogin(store, server, next);
      this.#adopt(next);
      return next;
    };
    const patience = AbortSignal.timeout(LOCK_WAIT_MS);
    try {
      return await store.withLock(server, work, patience);
    } catch (error) {
      if (error !== patience.reason) throw error;
      const message = `Cannot refresh the login of server "${server}": another process has been at it for long; try again later`;
      throw new EngineError("upstream_unavailable", message, { cause: error });
    }
  }

  async #askForTokens(login: StoredLogin, refreshToken: string): Promise<StoredLogin> {
    const { server, store } = this.#options;
    try {
      const { authorizationServerUrl, authorizationServerMetadata: metadata } = login.discovery;
      const tokens = await refreshAuthorization(authorizationServerUrl, {
        ...(metadata === undefined ? {} : { metadata }),
        clientInformation: login.client,
        refreshToken,
        ...(login.resource === undefined ? {} : { resource: login.resource }),
        fetchFn: this.#fetch,
      });
      this.#refreshedAtMs = performance.now();
      noteTokens(tokens, this.#seen);
      const { expiresAtMs: _old, ...kept } = login;
      const scope = tokens.scope ?? login.tokens.scope;
      const stamped = { ...tokens, ...(scope === undefined ? {} : { scope }), issuer: login.issuer };
      return { ...kept, tokens: stamped, ...toExpiry(tokens) };
    } catch (error) {
      if (error instanceof OAuthError && finalCodes.has(error.code)) {
        await store.erase(server);
        this.#adopt(undefined);
        throw createLoginNeeded(server, error);
      }
      const why = error instanceof OAuthError ? `it answered ${error.code}` : "it did not answer as it should";
      const message = `Cannot refresh the login of server "${server}": its authorization server is not well, ${why}; try again later`;
      throw new EngineError("upstream_unavailable", message, { cause: error });
    }
  }
}

function isRunningOut({ tokens, expiresAtMs }: StoredLogin): boolean {
  return tokens.refresh_token !== undefined && expiresAtMs !== undefined && expiresAtMs - Date.now() < REFRESH_AHEAD_MS;
}

function noteTokens(tokens: StoredOAuthTokens, seen: Set<string>): void {
  for (const token of [tokens.access_token, tokens.refresh_token, tokens.id_token]) {
    if (token !== undefined && token.length >= 8) seen.add(token);
  }
}
