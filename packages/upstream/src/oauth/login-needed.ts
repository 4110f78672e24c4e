import { EngineError } from "@sluice/contracts";

/** What a person has to do, in words that fit behind "Cannot call …:" as well as into a list of servers. */
export function toLoginAdvice(server: string): string {
  return `needs login: sluice servers login ${server}`;
}

export function createLoginNeeded(server: string, cause?: unknown): EngineError {
  return new EngineError("upstream_auth", `Cannot use server "${server}": ${toLoginAdvice(server)}`, {
    cause,
    details: { server, isPermanent: true, reason: toLoginAdvice(server) },
  });
}
