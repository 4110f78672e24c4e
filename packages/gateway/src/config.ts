import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { EngineError, isJsonObject } from "@sluice/contracts";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { z } from "zod";
import { type Config, configSchema } from "./config-schema.ts";
import { nearestWord } from "./nearest-word.ts";
import { readSecrets, SECRETS_FILE } from "./secrets-file.ts";

/** What a command line may say; each wins over environment and file. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly data?: string | undefined;
  readonly policies?: string | undefined;
  readonly skills?: string | undefined;
  readonly generated?: string | undefined;
  readonly workspaces?: string | undefined;
  readonly nats?: string | undefined;
}

export interface ResolvedConfig extends Config {
  /** The file it came from; undefined where there is none. */
  readonly file?: string;
  /** Folder that relative paths and the servers' working directories start from. */
  readonly root: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const FILE_NAME = "sluice.json";

/** Flag > environment > file > default. @throws EngineError `bad_config` naming the key and what would do */
export function readConfig(flags: ConfigFlags, env: Environment, cwd: string): ResolvedConfig {
  const named = flags.config ?? (env.SLUICE_CONFIG || undefined);
  const file = named === undefined ? findUpward(cwd) : resolve(cwd, named);
  if (named !== undefined && !existsSync(file ?? "")) {
    throw new EngineError("bad_config", `Cannot read configuration "${named}": there is no such file`);
  }
  const root = file === undefined ? cwd : dirname(file);
  const written = file === undefined ? {} : parseFile(file);
  const layered = layer(written, flags, env);
  const own = { ...env, SLUICE_ROOT: root };
  // The secrets lie in the data folder, so where that is cannot depend on them.
  const secrets = readSecrets(findDataFolder(layered, own, root));
  const parsed = configSchema.safeParse(substitute(layered, { ...secrets, ...dropUndefined(own) }, []));
  if (!parsed.success) throw new EngineError("bad_config", explain(parsed.error, file));
  const config = parsed.data;
  const absolute = (path: string): string => (isAbsolute(path) ? path : join(root, path));
  const { policies, skills, generated, workspaces, data } = config.folders;
  const resolved: ResolvedConfig = {
    ...config,
    ...(file === undefined ? {} : { file }),
    root,
    folders: {
      policies: absolute(policies),
      skills: absolute(skills),
      generated: absolute(generated),
      workspaces: absolute(workspaces),
      data: absolute(data),
    },
  };
  refuseOpenHost(resolved);
  return resolved;
}

/** The nearest sluice.json from here upward, as desktop clients spawn with any working directory. */
function findUpward(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, FILE_NAME);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Whether a file with this text would do. @throws EngineError `bad_config` */
export function checkConfigText(text: string, file: string, flags: ConfigFlags, env: Environment): void {
  const own = { ...dropUndefined(env), SLUICE_ROOT: dirname(file) };
  const parsed = configSchema.safeParse(substitute(layer(parseText(text, file), flags, env), own, []));
  if (!parsed.success) throw new EngineError("bad_config", explain(parsed.error, file));
}

function parseFile(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "this user may not read it" : message;
    throw new EngineError("bad_config", `Cannot read configuration "${file}": ${why}`, { cause });
  }
  return parseText(text, file);
}

function parseText(text: string, file: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined) {
    const before = text.slice(0, first.offset).split("\n");
    throw new EngineError(
      "bad_config",
      `Cannot read "${file}": ${printParseErrorCode(first.error)} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`,
    );
  }
  if (!isJsonObject(value)) throw new EngineError("bad_config", `Cannot read "${file}": it must hold one object`);
  return { ...value };
}

function layer(written: Record<string, unknown>, flags: ConfigFlags, all: Environment): Record<string, unknown> {
  const env = withoutEmpty(all);
  const part = (key: string): Record<string, unknown> => (isJsonObject(written[key]) ? { ...written[key] } : {});
  const port = flags.port ?? toPort(env.SLUICE_HTTP_PORT);
  const nats = flags.nats ?? env.NATS_URL;
  const keep = (key: string, own: Record<string, unknown>): Record<string, unknown> =>
    written[key] !== undefined && !isJsonObject(written[key])
      ? { [key]: written[key] }
      : { [key]: { ...part(key), ...dropUndefined(own) } };
  return {
    ...written,
    ...keep("folders", {
      policies: flags.policies ?? env.SLUICE_POLICIES,
      skills: flags.skills ?? env.SLUICE_SKILLS,
      generated: flags.generated ?? env.SLUICE_GENERATED,
      workspaces: flags.workspaces ?? env.SLUICE_WORKSPACES,
      data: flags.data ?? env.SLUICE_DATA,
    }),
    ...keep("http", { host: flags.host ?? env.SLUICE_HTTP_HOST, port }),
    ...(nats === undefined ? {} : { nats: { ...part("nats"), servers: nats.split(",") } }),
  };
}

/** A variable that is empty says nothing, as where a container hands on one that nobody set. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}

/** What is no whole number stays as it is, for the schema to refuse. */
function toPort(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

function findDataFolder(layered: Record<string, unknown>, env: Environment, root: string): string {
  const folders = isJsonObject(layered.folders) ? layered.folders : {};
  const data = typeof folders.data === "string" ? substitute(folders.data, env, ["folders", "data"]) : undefined;
  return resolve(root, typeof data === "string" ? data : configSchema.parse({}).folders.data);
}

function dropUndefined<T>(object: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Record<string, T>;
}

/** `${NAME}` in any text of the file; `${SLUICE_ROOT}` is the folder that the file is in. */
function substitute(value: unknown, env: Environment, path: readonly string[]): unknown {
  if (typeof value === "string") {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
      const found = env[name];
      if (found === undefined)
        throw new EngineError(
          "bad_config",
          `Cannot use ${path.join(".")}: \${${name}} is not set; set it in the environment of the gateway or in ${SECRETS_FILE} of the data folder`,
        );
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => substitute(item, env, [...path, String(index)]));
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, substitute(inner, env, [...path, key])]),
    );
  return value;
}

function explain(error: z.ZodError, file: string | undefined): string {
  const lines = error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys
        .map((key) => {
          const near = nearestWord(key, knownKeys(path));
          return `${[...path, key].join(".")} is no key of Sluice${near === undefined ? `; keys there: ${knownKeys(path).join(", ")}` : `; did you mean "${near}"?`}`;
        })
        .join("; ");
    }
    return `${path.join(".") || "it"}: ${issue.message}`;
  });
  return `Cannot use ${file === undefined ? "the configuration" : `"${file}"`}: ${lines.join("; ")}`;
}

function knownKeys(path: readonly string[]): readonly string[] {
  if (path.length === 0) return Object.keys(configSchema.shape).filter((key) => key !== "$schema");
  if (path[0] === "mcpServers" && path[2] === "oauth")
    return ["clientId", "clientSecret", "clientMetadataUrl", "issuer", "scope", "redirectPort"];
  if (path[0] === "mcpServers")
    return [
      "command",
      "args",
      "env",
      "cwd",
      "url",
      "headers",
      "oauth",
      "type",
      "start",
      "timeoutMs",
      "maxConcurrent",
      "description",
    ];
  const keys: Readonly<Record<string, readonly string[]>> = {
    folders: ["policies", "skills", "generated", "workspaces", "data"],
    http: ["host", "port", "tokens", "allowedHosts", "allowedOrigins"],
    nats: ["servers"],
    sandbox: ["maxProcesses", "warm"],
  };
  return keys[path[0] ?? ""] ?? [];
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Beyond loopback nobody is served without a token. */
function refuseOpenHost(config: ResolvedConfig): void {
  const { host, tokens } = config.http;
  if (!isLoopback(host) && (tokens === undefined || Object.keys(tokens).length === 0)) {
    throw new EngineError(
      "bad_config",
      `Cannot listen on http.host "${host}": others could reach it; set http.tokens (principal to token), or use 127.0.0.1`,
    );
  }
}
