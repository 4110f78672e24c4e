import { hash, randomFillSync } from "node:crypto";
import { z } from "zod";

type Branded<Name extends string> = string & { readonly __brand: Name };

export type RunId = Branded<"RunId">;
export type ApprovalId = Branded<"ApprovalId">;
/** Principal and session name folded into one opaque key; two principals never share one. */
export type SessionKey = Branded<"SessionKey">;

/** Server names carry no dot, so an address splits at its first one. */
export const serverNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "letters, digits, - and _, at most 64 characters");

/** Skill names follow agentskills.io: lower case, digits and single hyphens. */
export const skillNameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens");

export const versionSchema = z.string().regex(/^\d+\.\d+\.\d+$/, "a version such as 1.2.0");

/** Sortable by creation time: 48 bits of milliseconds, then 80 random bits, in hex. */
export function createRunId(nowMs: number = Date.now()): RunId {
  return `run_${timeOrderedHex(nowMs)}` as RunId;
}

export function createApprovalId(nowMs: number = Date.now()): ApprovalId {
  return `apr_${timeOrderedHex(nowMs)}` as ApprovalId;
}

export function createEventId(nowMs: number = Date.now()): string {
  return `evt_${timeOrderedHex(nowMs)}`;
}

const RANDOM_BYTES = 10;
/** Asking for random bytes costs the same for one id as for hundreds. */
const pool = Buffer.alloc(RANDOM_BYTES * 256);
let used = pool.length;

function timeOrderedHex(nowMs: number): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return nowMs.toString(16).padStart(12, "0") + pool.toString("hex", used - RANDOM_BYTES, used);
}

/** `sessionName` is the caller's own word; it is bound to the principal so that nobody can name another's session. */
export function toSessionKey(principal: string, sessionName: string): SessionKey {
  const digest = hash("sha256", JSON.stringify([principal, sessionName]), "hex");
  return `ses_${digest.slice(0, 32)}` as SessionKey;
}

export interface ParsedAddress {
  readonly server: string;
  readonly tool: string;
}

/** `server.tool` split at the first dot; undefined where there is none. */
export function parseAddress(address: string): ParsedAddress | undefined {
  const dot = address.indexOf(".");
  if (dot <= 0 || dot === address.length - 1) return undefined;
  return { server: address.slice(0, dot), tool: address.slice(dot + 1) };
}
