import type { Policy, SessionKey, VaultStore } from "@sluice/contracts";
import { createSession, type WashingSession } from "./pii-session.ts";
import { defaultDetectors } from "./text/default-detectors.ts";
import type { Detector } from "./text/detector.ts";
import { Vault } from "./vault/vault.ts";

export interface PiiBoundaryOptions {
  readonly store: VaultStore;
  /** How long a session's vault outlives its last use. @default 24 hours */
  readonly ttlMs?: number;
  /** Added to the built-in detectors: where a model plugs in. */
  readonly detectors?: readonly Detector[];
  readonly now?: () => number;
}

export interface OpenSessionOptions {
  readonly session: SessionKey;
  readonly policy: Policy["pii"];
}

export interface PiiBoundary {
  /** A view of the session's vault under one policy; every run of the session shares the vault. @throws what the store throws */
  open(options: OpenSessionOptions): Promise<WashingSession>;
  /** Forgets a session's values, here and in the store. */
  erase(session: SessionKey): Promise<void>;
  /** Erases sessions unused for longer than the time to live. @returns how many the store erased */
  eraseIdle(): Promise<number>;
  /** Writes what is left and lets go of all vaults. Idempotent. */
  close(): Promise<void>;
}

interface Held {
  readonly vault: Promise<Vault>;
  usedAtMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Keeps one vault for each session in use, whatever number of runs and policies use it at once. */
export function createPiiBoundary(options: PiiBoundaryOptions): PiiBoundary {
  const { store, ttlMs = DAY_MS, now = Date.now } = options;
  const detectors = [...defaultDetectors, ...(options.detectors ?? [])];
  const held = new Map<SessionKey, Held>();

  const hold = (session: SessionKey): Promise<Vault> => {
    const known = held.get(session);
    if (known !== undefined) {
      known.usedAtMs = now();
      return known.vault;
    }
    const vault = Vault.open(session, store);
    held.set(session, { vault, usedAtMs: now() });
    // A vault that could not be read is tried again by the next run.
    vault.catch(() => held.delete(session));
    return vault;
  };

  const erase = async (session: SessionKey): Promise<void> => {
    const known = held.get(session);
    held.delete(session);
    if (known === undefined) return store.erase(session);
    const vault = await known.vault.catch(() => undefined);
    await (vault === undefined ? store.erase(session) : vault.erase());
  };

  return {
    async open({ session, policy }) {
      const vault = await hold(session);
      const touch = (): void => {
        const entry = held.get(session);
        if (entry !== undefined) entry.usedAtMs = now();
      };
      return createSession(vault, policy, detectors, touch);
    },
    erase,
    async eraseIdle() {
      const before = now() - ttlMs;
      const idle = [...held].filter(([, { usedAtMs }]) => usedAtMs < before).map(([session]) => session);
      for (const session of idle) await erase(session);
      for (const { vault } of held.values()) await (await vault).touch();
      return store.eraseIdle(new Date(before).toISOString());
    },
    async close() {
      const vaults = await Promise.allSettled([...held.values()].map(({ vault }) => vault));
      held.clear();
      for (const result of vaults) if (result.status === "fulfilled") await result.value.flush();
    },
  };
}

export interface OpenPiiSessionOptions extends OpenSessionOptions {
  readonly store: VaultStore;
  readonly detectors?: readonly Detector[];
}

/** One session alone, for tests and tools; a process that runs several at once uses `createPiiBoundary`. */
export function openPiiSession(options: OpenPiiSessionOptions): Promise<WashingSession> {
  const { store, session, policy, detectors } = options;
  return createPiiBoundary({ store, ...(detectors === undefined ? {} : { detectors }) }).open({ session, policy });
}
