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
  readonly #underWay = new Map<string, { readonly starting: Promise<Login>; waiting: number }>();
  readonly #closed = new AbortController();

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** Its `cancel()` gives up for this caller; the login ends when nobody waits for it any more. */
  async login(target: LoginTarget, request: LoginRequest = {}): Promise<Login> {
    const { name } = target.server;
    const running = this.#underWay.get(name) ?? { starting: this.#start(target, request), waiting: 0 };
    running.waiting += 1;
    if (running.waiting === 1) {
      this.#underWay.set(name, running);
      const forget = (): void => {
        if (this.#underWay.get(name) === running) this.#underWay.delete(name);
      };
      running.starting.then((login) => login.done.then(forget, forget), forget);
    }
    const { authorizeUrl, done, cancel } = await running.starting;
    let isWaiting = true;
    return {
      authorizeUrl,
      done,
      cancel: () => {
        if (!isWaiting) return;
        isWaiting = false;
        running.waiting -= 1;
        if (running.waiting > 0) return;
        this.#underWay.delete(name);
        cancel();
      },
    };
  }

  async logout(target: LoginTarget): Promise<boolean> {
    const { store, settings, login } = this.#check(target.server);
    const running = await this.#underWay.get(target.server.name)?.starting.catch(() => undefined);
    running?.cancel();
    const hadLogin = await logout(store, target.server.name, settings.url);
    login.forget();
    // What was connected with it ends.
    await target.supervisor.reconnect(this.#closed.signal).catch(() => {});
    return hadLogin;
  }

  close(): void {
    this.#closed.abort(new EngineError("cancelled", "Cannot log in: the gateway is closing"));
    for (const { starting } of this.#underWay.values()) starting.then((login) => login.cancel()).catch(() => {});
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
