import { type CredentialStore, EngineError } from "@sluice/contracts";
import type { HttpServerSettings, ResolvedOptions, ResolvedServer } from "../options.ts";
import { type Login, startLogin } from "./login.ts";
import { logout } from "./logout.ts";

const DEFAULT_TIMEOUT_MS = 600_000;

export interface LoginRequest {
  /** Separated by spaces; wins over the configured ones. */
  readonly scope?: string;
  /** How long the person may take. @default 600000 */
  readonly timeoutMs?: number;
}

/** A server that may be logged in to, and what keeps it connected. */
export interface LoginTarget {
  readonly server: ResolvedServer;
  readonly supervisor: { reconnect(signal: AbortSignal): Promise<void> };
}

/** At most one login per server waits for a person; who asks for another one joins it. */
export class Logins {
  readonly #options: ResolvedOptions;
  readonly #underWay = new Map<string, Promise<Login>>();
  readonly #closed = new AbortController();

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  login(target: LoginTarget, request: LoginRequest = {}): Promise<Login> {
    const { name } = target.server;
    const running = this.#underWay.get(name);
    if (running !== undefined) return running;
    const starting = this.#start(target, request);
    this.#underWay.set(name, starting);
    const forget = (): void => void this.#underWay.delete(name);
    starting.then((login) => login.done.then(forget, forget), forget);
    return starting;
  }

  async logout(target: LoginTarget): Promise<boolean> {
    const { store, settings, login } = this.#check(target.server);
    const running = await this.#underWay.get(target.server.name)?.catch(() => undefined);
    running?.cancel();
    const hadLogin = await logout(store, target.server.name, settings.url);
    login.forget();
    // What was connected with it ends.
    await target.supervisor.reconnect(this.#closed.signal).catch(() => {});
    return hadLogin;
  }

  close(): void {
    this.#closed.abort(new EngineError("cancelled", "Cannot log in: the gateway is closing"));
    for (const starting of this.#underWay.values()) starting.then((login) => login.cancel()).catch(() => {});
  }

  async #start(target: LoginTarget, request: LoginRequest): Promise<Login> {
    const { name } = target.server;
    const { store, settings, login: serverAuth } = this.#check(target.server);
    this.#closed.signal.throwIfAborted();
    const scope = request.scope === undefined ? {} : { oauth: { ...settings.oauth, scope: request.scope } };
    const login = await startLogin({
      server: name,
      settings: { ...settings, ...scope },
      store,
      clientName: this.#options.clientInfo.name,
      timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
    const done = login.done.then(async () => {
      serverAuth.forget();
      // The login itself worked; how the server does shows in its status.
      await target.supervisor.reconnect(this.#closed.signal).catch(() => {});
    });
    done.catch(() => {});
    return { ...login, done };
  }

  #check(server: ResolvedServer): {
    readonly store: CredentialStore;
    readonly settings: HttpServerSettings;
    readonly login: NonNullable<ResolvedServer["login"]>;
  } {
    const { name, settings, login } = server;
    const refuse = (why: string): EngineError =>
      new EngineError("bad_input", `Cannot log in to server "${name}": ${why}`);
    const store = this.#options.credentials;
    if (!("url" in settings)) throw refuse("it is a command; give it what it needs under env");
    if (store === undefined) throw refuse("this gateway keeps no logins");
    if (login === undefined) throw refuse("an Authorization header is configured for it; remove that first");
    return { store, settings, login };
  }
}
