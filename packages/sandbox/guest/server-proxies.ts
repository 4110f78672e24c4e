import type { HostCalls } from "./host-calls.ts";
import { createObject, freeze, mapGet, mapSet } from "./primordials.ts";

type ToolFunction = (args?: unknown) => Promise<unknown>;
type ServerNamespace = Readonly<Record<string, ToolFunction>>;

/** `servers.<name>.<fn>(args)`; every name exists here, whether the tool does is the host's to say. */
export class ServerProxies {
  readonly servers: Readonly<Record<string, ServerNamespace>>;
  readonly #calls: HostCalls;
  readonly #namespaces = new Map<string, ServerNamespace>();
  readonly #functions = new Map<string, ToolFunction>();

  constructor(calls: HostCalls) {
    this.#calls = calls;
    this.servers = createNameProxy((name) => this.server(name)) as Readonly<Record<string, ServerNamespace>>;
  }

  server(name: string): ServerNamespace {
    const known = mapGet(this.#namespaces, name);
    if (known !== undefined) return known;
    const namespace = createNameProxy((tool) => this.tool(name, tool)) as ServerNamespace;
    mapSet(this.#namespaces, name, namespace);
    return namespace;
  }

  tool(server: string, name: string): ToolFunction {
    const address = `${server}.${name}`;
    const known = mapGet(this.#functions, address);
    if (known !== undefined) return known;
    const call = (args?: unknown): Promise<unknown> => this.#calls.tool(address, args);
    mapSet(this.#functions, address, call);
    return call;
  }
}

/** `then` and `toJSON` do not exist, so that a namespace can be awaited or printed without calling a tool. */
function createNameProxy(get: (name: string) => unknown): object {
  return new Proxy(freeze(createObject(null)), {
    get: (_target, name) => (typeof name !== "string" || name === "then" || name === "toJSON" ? undefined : get(name)),
    has: (_target, name) => typeof name === "string" && name !== "then",
  });
}
