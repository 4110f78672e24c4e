import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import type { OAuthSettings } from "../options.ts";
import { type StoredLogin, toExpiry } from "./stored-login.ts";

export interface LoginProviderOptions {
  readonly serverUrl: string;
  readonly redirectUrl: string;
  readonly state: string;
  readonly settings: OAuthSettings;
  readonly clientName: string;
  /** Of an earlier login with a configured client: its secret goes to no other authorization server. */
  readonly knownIssuer: string | undefined;
}

/** One login by a person, from discovery to tokens; keeps everything in memory until it is whole. */
export class LoginProvider implements OAuthClientProvider {
  readonly #options: LoginProviderOptions;
  #client: StoredOAuthClientInformation | undefined;
  #tokens: StoredOAuthTokens | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #verifier = "";
  #resource: string | undefined;
  authorizeUrl: URL | undefined;
  clientMetadataUrl?: string;
  /** Absent with a configured client, so that the SDK never registers another one in its place. */
  saveClientInformation?: (client: StoredOAuthClientInformation) => void;

  constructor(options: LoginProviderOptions) {
    this.#options = options;
    const { clientId, clientMetadataUrl } = options.settings;
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl;
    if (clientId === undefined) {
      this.saveClientInformation = (client) => {
        this.#client = client;
      };
    }
  }

  get redirectUrl(): string {
    return this.#options.redirectUrl;
  }

  get clientMetadata(): OAuthClientMetadata {
    const { settings, redirectUrl, clientName } = this.#options;
    return {
      client_name: clientName,
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: settings.clientSecret === undefined ? "none" : "client_secret_basic",
      ...(settings.scope === undefined ? {} : { scope: settings.scope }),
    };
  }

  state(): string {
    return this.#options.state;
  }

  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    const { settings, knownIssuer } = this.#options;
    if (settings.clientId === undefined) return this.#client;
    const issuer = settings.issuer ?? knownIssuer ?? context?.issuer;
    this.#client = {
      client_id: settings.clientId,
      ...(settings.clientSecret === undefined ? {} : { client_secret: settings.clientSecret }),
      ...(issuer === undefined ? {} : { issuer }),
    };
    return this.#client;
  }

  /** A login starts from nothing: what is stored is judged by whether it still works, not here. */
  tokens(): undefined {
    return undefined;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizeUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovery = state;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  saveResourceUrl(resource: string): void {
    this.#resource = resource;
  }

  /** What to keep, once the tokens are there. */
  toStoredLogin(): StoredLogin | undefined {
    if (this.#tokens === undefined || this.#client === undefined || this.#discovery === undefined) return undefined;
    const { authorizationServerMetadata: metadata, authorizationServerUrl } = this.#discovery;
    return {
      version: 1,
      serverUrl: this.#options.serverUrl,
      issuer: this.#tokens.issuer ?? metadata?.issuer ?? authorizationServerUrl,
      client: this.#client,
      tokens: this.#tokens,
      discovery: this.#discovery,
      ...(this.#resource === undefined ? {} : { resource: this.#resource }),
      ...toExpiry(this.#tokens),
    };
  }
}
