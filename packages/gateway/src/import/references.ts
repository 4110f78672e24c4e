import type { ClientInput } from "./read-client-file.ts";

/** What other clients fill into their settings, as this one would. */
export interface ReferenceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly inputs: readonly ClientInput[];
  readonly home: string;
  readonly workspace: string | undefined;
}

export interface Translated {
  readonly text: string;
  /** Names that must be set for it: with what the client's user is told about them. */
  readonly needed: readonly { readonly name: string; readonly description?: string; readonly value?: string }[];
  /** What only that client knows how to fill in. */
  readonly foreign?: string;
}

/** `${env:X}`, `${input:x}`, `${workspaceFolder}`, `${X:-default}` and their like, in our own words. */
export function translateReferences(text: string, server: string, context: ReferenceContext): Translated {
  const needed: { name: string; description?: string; value?: string }[] = [];
  let foreign: string | undefined;
  const translated = text.replace(/\$\{([^}]*)\}/g, (whole, inside: string) => {
    const [, kind, rest = ""] = /^(env|input):(.+)$/.exec(inside) ?? [];
    if (kind === "input") {
      const input = context.inputs.find(({ id }) => id === rest);
      const name = toSecretName(server, rest);
      needed.push({
        name,
        ...(input?.description === undefined ? {} : { description: input.description }),
        ...(input?.default === undefined ? {} : { value: input.default }),
      });
      return `\${${name}}`;
    }
    const [, plain, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(kind === "env" ? rest : inside) ?? [];
    if (inside === "userHome") return context.home;
    if ((inside === "workspaceFolder" || inside === "workspaceRoot") && context.workspace !== undefined) {
      return context.workspace;
    }
    if (plain === undefined || inside === "workspaceFolder") {
      foreign = whole;
      return whole;
    }
    if (context.env[plain] === undefined && fallback !== undefined) return fallback;
    needed.push({ name: plain });
    return `\${${plain}}`;
  });
  return { text: translated, needed, ...(foreign === undefined ? {} : { foreign }) };
}

/** A name of the server's own: the environment wins over the secrets file, and may have something else under a common name. */
export function toSecretName(server: string, key: string): string {
  const name = `${server}_${key}`
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
