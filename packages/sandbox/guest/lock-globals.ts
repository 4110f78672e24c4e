/** Removes what has no use in a run and only widens what hostile code can reach. Tidiness: the process is the boundary. */
export function lockGlobals(): void {
  const scope = globalThis as Record<string, unknown>;
  for (const name of [
    "Worker",
    "BroadcastChannel",
    "localStorage",
    "sessionStorage",
    "Storage",
    "caches",
    "CacheStorage",
    "Cache",
    "alert",
    "confirm",
    "prompt",
    "WebSocket",
    "EventSource",
    "close",
  ]) {
    Reflect.deleteProperty(scope, name);
  }
  Reflect.deleteProperty(Navigator.prototype, "gpu");
}
