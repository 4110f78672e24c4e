import { hash } from "node:crypto";

/** sha-256 of the source as sent, in hex. */
export function hashCode(code: string): string {
  return hash("sha256", code, "hex");
}
