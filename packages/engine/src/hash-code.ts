import { createHash } from "node:crypto";

/** sha-256 of the source as sent, in hex. */
export function hashCode(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
