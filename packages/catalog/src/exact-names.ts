import type { ToolEntry } from "@sluice/contracts";

/**
 * Finds what a query names outright: an address, an import path, a server, or a tool's name.
 * Case, `_` and `-` do not matter, since agents write the camelCase form of what policies call by its original name.
 */
export class ExactNames {
  readonly #addresses = new Map<string, Set<string>>();
  readonly #names = new Map<string, Set<string>>();
  readonly #servers = new Map<string, Set<string>>();

  add(entry: ToolEntry): void {
    put(this.#addresses, `${toKey(entry.server)}.${toKey(entry.name)}`, entry.address);
    put(this.#names, toKey(entry.name), entry.address);
  }

  remove(entry: ToolEntry): void {
    drop(this.#addresses, `${toKey(entry.server)}.${toKey(entry.name)}`, entry.address);
    drop(this.#names, toKey(entry.name), entry.address);
  }

  addServer(name: string): void {
    put(this.#servers, toKey(name), name);
  }

  removeServer(name: string): void {
    drop(this.#servers, toKey(name), name);
  }

  find(query: string): ExactMatch | undefined {
    if (query.length > 300) return undefined;
    const text = query.trim();
    const path =
      /^(?:\.\/)?servers\/([^/]+)\/([^/]+?)(?:\.ts)?$/u.exec(text) ??
      /^(?:\.\/)?(skills)\/([^/@]+?)(?:@[\w.]+)?(?:\.ts)?$/u.exec(text);
    if (path !== null && path[2] === "index") return this.#findServer(path[1] as string);
    const dotted = path === null ? text.replace(/^servers\./u, "") : `${path[1]}.${path[2]}`;
    if (/\s/u.test(dotted)) return this.#findServer(text) ?? this.#findName(text);
    const dot = dotted.indexOf(".");
    if (dot > 0) {
      const found = this.#addresses.get(`${toKey(dotted.slice(0, dot))}.${toKey(dotted.slice(dot + 1))}`);
      if (found !== undefined) return { kind: "address", addresses: [...found] };
    }
    return this.#findServer(dotted) ?? this.#findName(dotted);
  }

  #findServer(text: string): ExactMatch | undefined {
    const found = this.#servers.get(toKey(text));
    return found === undefined ? undefined : { kind: "server", servers: [...found] };
  }

  #findName(text: string): ExactMatch | undefined {
    const found = this.#names.get(toKey(text));
    return found === undefined ? undefined : { kind: "name", addresses: [...found] };
  }
}

export type ExactMatch =
  | { readonly kind: "address" | "name"; readonly addresses: readonly string[] }
  | { readonly kind: "server"; readonly servers: readonly string[] };

export function toKey(text: string): string {
  const key = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
  return key === "" ? text : key;
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function drop(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  known?.delete(value);
  if (known?.size === 0) map.delete(key);
}
