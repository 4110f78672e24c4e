import type { CredentialStore, Json } from "@sluice/contracts";

/** Several upstreams may share one, as gateways of one folder do. */
export function createMemoryCredentials(): CredentialStore & { readonly values: Map<string, Json> } {
  const values = new Map<string, Json>();
  const held = new Map<string, Promise<unknown>>();
  return {
    values,
    read: async (server) => structuredClone(values.get(server)),
    write: async (server, value) => void values.set(server, structuredClone(value)),
    erase: async (server) => void values.delete(server),
    withLock(server, work) {
      const next = (held.get(server) ?? Promise.resolve()).then(work, work);
      held.set(server, next);
      return next;
    },
  };
}
