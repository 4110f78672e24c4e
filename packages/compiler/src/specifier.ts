import { isBuiltin } from "node:module";

export type SpecifierKind =
  /** One of ours in its one spelling, for `ModuleHost.resolve`. */
  | { readonly kind: "own"; readonly specifier: string }
  | { readonly kind: "node"; readonly specifier: string }
  | { readonly kind: "remote"; readonly scheme: string }
  | { readonly kind: "other"; readonly specifier: string };

/**
 * Agents write one module in many ways (`./servers/github`, `servers/github/index.js`, `../client`);
 * all of them mean the one file.
 */
export function readSpecifier(specifier: string): SpecifierKind {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(specifier)?.[1]?.toLowerCase();
  if (scheme === "node") return { kind: "node", specifier: specifier.toLowerCase() };
  if (scheme !== undefined) return { kind: "remote", scheme };
  const path = specifier.replace(/^(?:\.{0,2}\/|@\/|~\/)+/, "").replace(/\/+$/, "");
  const bare = path.replace(/\.(?:d\.)?[cm]?[jt]sx?$/, "");
  if (bare === "client") return { kind: "own", specifier: "./client.ts" };
  const [folder, name, ...rest] = bare.split("/");
  if (folder === "servers" && name !== undefined && name !== "" && rest.length <= 1) {
    return { kind: "own", specifier: `./servers/${name}/${rest[0] ?? "index"}.ts` };
  }
  if (folder === "skills" && name !== undefined && name !== "") {
    // `skills/<name>`, or a path into the skill's own folder.
    return { kind: "own", specifier: `./skills/${name}.ts` };
  }
  if (!specifier.startsWith(".") && isBuiltin(specifier)) return { kind: "node", specifier: `node:${specifier}` };
  return { kind: "other", specifier };
}
