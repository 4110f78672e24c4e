import { isJsonObject, serverNameSchema } from "@sluice/contracts";
import { isBuiltIn } from "@sluice/engine";
import { hasPassword, isSecret } from "./find-secret.ts";
import { type ReferenceContext, toSecretName, translateReferences } from "./references.ts";

export interface ConvertedServer {
  readonly kind: "converted";
  readonly name: string;
  /** An entry of `mcpServers`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** For the secrets file; their values are shown to nobody. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names it refers to that somebody has to set. */
  readonly needed: readonly { readonly name: string; readonly description?: string; readonly value?: string }[];
  readonly notes: readonly string[];
}

export type Conversion = ConvertedServer | { readonly kind: "left-out"; readonly why: string };

const known = new Set([
  "type",
  "transport",
  "command",
  "args",
  "env",
  "cwd",
  "url",
  "serverUrl",
  "headers",
  "disabled",
  "enabled",
]);

/** One server of another client as one of ours. Runs nothing, looks nothing up. */
export function convertServer(written: string, raw: unknown, context: ReferenceContext): Conversion {
  const leaveOut = (why: string): Conversion => ({ kind: "left-out", why });
  if (!isJsonObject(raw)) return leaveOut("it is not an object");
  const name = written
    .trim()
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
  if (!serverNameSchema.safeParse(name).success || name === "__proto__")
    return leaveOut("its name has no letter that may be in one");
  if (isBuiltIn(name)) return leaveOut(`"${name}" is a server of Sluice itself`);
  if (raw.disabled === true || raw.enabled === false) return leaveOut("it is switched off there");
  const work = new Conversions(name, context);
  if (name !== written) work.note(`its name was "${written.slice(0, 80)}"`);
  for (const key of Object.keys(raw))
    if (!known.has(key)) work.note(`${key.slice(0, 40)} was left out: Sluice has no such setting`);

  const url = raw.url ?? raw.serverUrl;
  const settings = typeof url === "string" ? work.toHttp(url, raw) : work.toStdio(raw);
  if (typeof settings === "string") return leaveOut(settings);
  if (work.foreign !== undefined)
    return leaveOut(`it uses ${work.foreign.slice(0, 80)}, which only that client can fill in`);
  return { kind: "converted", name, settings, secrets: work.secrets, needed: work.needed, notes: work.notes };
}

class Conversions {
  readonly secrets: Record<string, string> = {};
  readonly needed: { name: string; description?: string; value?: string }[] = [];
  readonly notes: string[] = [];
  foreign: string | undefined;
  readonly #server: string;
  readonly #context: ReferenceContext;

  constructor(server: string, context: ReferenceContext) {
    this.#server = server;
    this.#context = context;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  toHttp(written: string, raw: Readonly<Record<string, unknown>>): Record<string, unknown> | string {
    const url = this.#hideInUrl(this.#translate(written));
    if (!/^https?:\/\/[^\s]+$/i.test(url)) return "its url is neither http nor https";
    const headers = this.#texts(raw.headers, "headers");
    if (typeof headers === "string") return headers;
    const hidden = Object.entries(headers).map(([header, value]) => [header, this.#hideHeader(header, value)]);
    return { url, ...(hidden.length === 0 ? {} : { headers: Object.fromEntries(hidden) }) };
  }

  toStdio(raw: Readonly<Record<string, unknown>>): Record<string, unknown> | string {
    const { command, args = [], cwd } = raw;
    if (typeof command !== "string" || command.trim() === "") return "it has neither a command nor a url";
    if (!Array.isArray(args) || !args.every((arg) => typeof arg === "string"))
      return "its args are not a list of texts";
    const words = [command, ...(args as string[])].map((word) =>
      word
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.(mjs|cmd|exe)$/, ""),
    );
    if (words.includes("sluice") && words.includes("serve")) return "it is Sluice itself";
    const env = this.#texts(raw.env, "env");
    if (typeof env === "string") return env;
    const hidden = Object.entries(env).map(([key, value]) => [
      key,
      isSecret(key, value) ? this.#hide(key, value) : value,
    ]);
    const folder = typeof cwd === "string" ? this.#translate(cwd) : this.#context.workspace;
    return {
      command: this.#translate(command),
      ...(args.length === 0 ? {} : { args: this.#hideInArgs((args as string[]).map((arg) => this.#translate(arg))) }),
      ...(hidden.length === 0 ? {} : { env: Object.fromEntries(hidden) }),
      ...(folder === undefined ? {} : { cwd: folder }),
    };
  }

  #translate(text: string): string {
    const { text: translated, needed, foreign } = translateReferences(text, this.#server, this.#context);
    this.needed.push(...needed);
    this.foreign ??= foreign;
    return translated;
  }

  #texts(raw: unknown, what: string): Record<string, string> | string {
    if (raw === undefined || raw === null) return {};
    if (!isJsonObject(raw)) return `its ${what} are not an object`;
    const texts: Record<string, string> = {};
    for (const [key, value] of Object.entries(raw)) {
      if (typeof value === "string") texts[key] = this.#translate(value);
      else if (typeof value === "number" || typeof value === "boolean") texts[key] = String(value);
      else this.note(`${what}.${key.slice(0, 40)} was left out: it is not a text`);
    }
    return texts;
  }

  #hide(key: string, value: string): string {
    let name = toSecretName(this.#server, key);
    for (let count = 2; this.#isTaken(name, value); count += 1) name = `${toSecretName(this.#server, key)}_${count}`;
    this.secrets[name] = value;
    return `\${${name}}`;
  }

  #isTaken(name: string, value: string): boolean {
    const other = this.secrets[name] ?? this.#context.env[name];
    return other !== undefined && other !== value;
  }

  #hideHeader(header: string, value: string): string {
    if (!isSecret(header, value)) return value;
    const [, scheme = "", rest = value] = /^((?:Bearer|Basic|Token)\s+)(.+)$/i.exec(value) ?? [];
    return isReference(rest) ? value : scheme + this.#hide(header, rest);
  }

  /** `--token x`, `--token=x`, `--header "Authorization: Bearer x"`, and what gives itself away. */
  #hideInArgs(args: readonly string[]): readonly string[] {
    return args.map((arg, index) => {
      if (isReference(arg)) return arg;
      const [, option, value] = /^(--?[\w.-]+=|[\w-]+:\s*)(.+)$/.exec(arg) ?? [];
      if (option !== undefined && value !== undefined && !arg.includes("://")) {
        const key = option.replace(/[=:\s]+$/, "").replace(/^-+/, "");
        return isSecret(key, value) ? option + this.#hideHeader(key, value) : arg;
      }
      const before = args[index - 1] ?? "";
      const key = /^--?[\w.-]+$/.test(before) && !arg.startsWith("-") ? before.replace(/^-+/, "") : "";
      if (isSecret(key, arg)) return this.#hide(key === "" ? `arg_${index + 1}` : key, arg);
      return this.#hideInUrl(arg);
    });
  }

  /** The values of telling parameters; a password in the address takes the whole. */
  #hideInUrl(url: string): string {
    if (hasPassword(url)) return this.#hide("url", url);
    if (!/^https?:\/\//i.test(url)) return url;
    return url.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, mark: string, key: string, value: string) =>
      isSecret(key, value) ? `${mark}${key}=${this.#hide(key, value)}` : whole,
    );
  }
}

function isReference(text: string): boolean {
  return /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(text.trim());
}
