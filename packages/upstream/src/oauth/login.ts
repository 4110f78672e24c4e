import { randomBytes } from "node:crypto";
import {
  AuthorizationServerMismatchError,
  auth,
  extractWWWAuthenticateParams,
  IssuerMismatchError,
  OAuthError,
  RegistrationRejectedError,
} from "@modelcontextprotocol/client";
import { type CredentialStore, EngineError, isEngineError } from "@sluice/contracts";
import { createBoundedFetch } from "../bounded-fetch.ts";
import { cleanLine } from "../clean-text.ts";
import type { HttpServerSettings } from "../options.ts";
import { checkAuthUrl, createAuthFetch } from "./auth-fetch.ts";
import { LoginProvider } from "./login-provider.ts";
import { listenForRedirect, type RedirectAnswer } from "./redirect-listener.ts";
import { readLogin, writeLogin } from "./stored-login.ts";

const PROBE_TIMEOUT_MS = 15_000;

export interface LoginOptions {
  readonly server: string;
  readonly settings: HttpServerSettings;
  readonly store: CredentialStore;
  readonly clientName: string;
  /** How long the person may take. */
  readonly timeoutMs: number;
}

export interface Login {
  /** For a person to open in a browser on this machine. */
  readonly authorizeUrl: string;
  /** Settles when the login is stored. @throws EngineError `upstream_auth`, `timeout`, `cancelled` */
  readonly done: Promise<void>;
  cancel(): void;
}

/**
 * Finds the authorization server, makes ourselves known to it, and waits on loopback for the person's answer.
 * What is stored before stays until the new login is whole.
 * @throws EngineError `upstream_auth`, `upstream_unavailable`, `port_in_use`
 */
export async function startLogin(options: LoginOptions): Promise<Login> {
  const { server, settings, store } = options;
  const oauth = settings.oauth ?? {};
  const challenge = await askForChallenge(server, settings);
  const known = oauth.clientId === undefined ? undefined : await readLogin(store, server, settings.url);
  const state = randomBytes(32).toString("base64url");
  const listener = await listenForRedirect(state, oauth.redirectPort ?? 0);
  const provider = new LoginProvider({
    serverUrl: settings.url,
    redirectUrl: listener.redirectUrl,
    state,
    settings: oauth,
    clientName: options.clientName,
    knownIssuer: known?.issuer,
  });
  const scope = oauth.scope ?? challenge.scope;
  const common = {
    serverUrl: settings.url,
    fetchFn: createAuthFetch(settings.url),
    ...(scope === undefined ? {} : { scope }),
    ...(challenge.resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl: challenge.resourceMetadataUrl }),
  };
  let authorizeUrl: URL;
  try {
    await auth(provider, common);
    if (provider.authorizeUrl === undefined) throw new Error("its authorization server gave no address to log in at");
    authorizeUrl = provider.authorizeUrl;
    checkAuthUrl(authorizeUrl, settings.url);
    checkIssuer(provider, oauth.issuer);
  } catch (error) {
    listener.close();
    throw toLoginError(server, error);
  }

  const cancelled = Promise.withResolvers<never>();
  const finish = async (answer: RedirectAnswer): Promise<void> => {
    try {
      await redeem(answer.params, provider, common);
      const login = provider.toStoredLogin();
      if (login === undefined) throw new Error("its authorization server gave no token");
      await store.withLock(server, () => writeLogin(store, server, login));
      answer.reply(true);
    } catch (error) {
      answer.reply(false);
      throw toLoginError(server, error);
    }
  };
  const timer = setTimeout(() => {
    const message = `Cannot log in to server "${server}": nobody answered within ${Math.round(options.timeoutMs / 1000)} s; start the login again`;
    cancelled.reject(new EngineError("timeout", message));
  }, options.timeoutMs);
  const done = Promise.race([listener.answer.then(finish), cancelled.promise]).finally(() => {
    clearTimeout(timer);
    listener.close();
  });
  // Whoever waits gets the reason; nobody may be waiting.
  done.catch(() => {});
  return {
    authorizeUrl: authorizeUrl.href,
    done,
    cancel: () =>
      cancelled.reject(new EngineError("cancelled", `Cannot log in to server "${server}": the login was given up`)),
  };
}

async function redeem(
  params: URLSearchParams,
  provider: LoginProvider,
  common: Parameters<typeof auth>[1],
): Promise<void> {
  const code = params.get("code");
  const iss = params.get("iss");
  if (code === null || params.has("error")) {
    const error = params.get("error") ?? "";
    throw new Error(
      error === "access_denied"
        ? "the person, or the authorization server, said no"
        : `its authorization server answered ${/^[a-z_]{1,60}$/.test(error) ? error : "without a code"}`,
    );
  }
  await auth(provider, { ...common, authorizationCode: code, ...(iss === null ? {} : { iss }) });
}

/** What the server says about logins when it is asked without one (RFC 9728, section 5.1). */
async function askForChallenge(
  server: string,
  { url, headers }: HttpServerSettings,
): Promise<ReturnType<typeof extractWWWAuthenticateParams>> {
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  try {
    const response = await createBoundedFetch(1024 * 1024)(url, {
      method: "POST",
      redirect: "manual",
      headers: { ...headers, "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: JSON.stringify(ping),
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status === 401 || response.status === 403 ? extractWWWAuthenticateParams(response) : {};
  } catch (cause) {
    throw new EngineError("upstream_unavailable", `Cannot log in to server "${server}": it does not answer`, { cause });
  }
}

function checkIssuer(provider: LoginProvider, wanted: string | undefined): void {
  const discovery = provider.discoveryState();
  const found = discovery?.authorizationServerMetadata?.issuer ?? discovery?.authorizationServerUrl ?? "";
  if (wanted !== undefined && trim(found) !== trim(wanted)) {
    throw new Error(`it sends logins to ${cleanLine(found, 200)}, but oauth.issuer allows ${wanted} alone`);
  }
}

function trim(issuer: string): string {
  return issuer.replace(/\/$/, "");
}

function toLoginError(server: string, error: unknown): EngineError {
  if (isEngineError(error)) return error;
  return new EngineError("upstream_auth", `Cannot log in to server "${server}": ${reasonOf(error)}`, { cause: error });
}

/** Nothing that an authorization server wrote, apart from codes that were checked. */
function reasonOf(error: unknown): string {
  if (error instanceof RegistrationRejectedError || isRegistrationMissing(error)) {
    return "its authorization server registers no clients by itself; register one there and set oauth.clientId";
  }
  if (error instanceof AuthorizationServerMismatchError) {
    return "it names another authorization server than before; if that is right, log out first or set oauth.issuer";
  }
  if (error instanceof IssuerMismatchError)
    return "the answer came from another authorization server than the one asked";
  if (error instanceof OAuthError) return `its authorization server answered ${error.code}`;
  const isNetwork = error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
  if (isNetwork) return "its authorization server does not answer";
  // Errors of parsers repeat what they could not read.
  if (!(error instanceof Error) || error.name !== "Error") return "its authorization server gave an unusable answer";
  return cleanLine(error.message, 300);
}

function isRegistrationMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes("does not support dynamic client registration");
}
