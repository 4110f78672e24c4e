import { join, resolve } from "node:path";
import { EngineError } from "@sluice/contracts";
import { type ConfigFlags, checkConfigText, readConfig } from "../config.ts";
import { addSecrets, readSecrets } from "../secrets-file.ts";
import { type ClientFile, clientNames, type ImportPlace, listClientFiles, toClientFile } from "./client-files.ts";
import { type ConvertedServer, convertServer } from "./convert-server.ts";
import { addServers, readConfigText, writeConfigText } from "./edit-config.ts";
import { type ClientInput, readClientFile } from "./read-client-file.ts";

export interface ImportOptions extends ImportPlace {
  /** `claude`, `cursor`, `vscode`, or a file. */
  readonly from: string;
  readonly flags: ConfigFlags;
  readonly isWriting: boolean;
}

export interface ImportReport {
  /** The configuration that gets them. */
  readonly file: string;
  readonly isWritten: boolean;
  readonly sources: readonly { readonly file: string; readonly problem?: string; readonly servers?: number }[];
  /** Without a single secret: those are `${NAME}` here already. */
  readonly added: readonly {
    readonly name: string;
    readonly from: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** Names that go into the secrets file. */
    readonly secrets: readonly string[];
    readonly notes: readonly string[];
  }[];
  readonly leftOut: readonly { readonly name: string; readonly from: string; readonly why: string }[];
  /** Names that stand in the secrets file without a value and want one. */
  readonly missing: readonly { readonly name: string; readonly description?: string }[];
}

/**
 * Takes the servers of another client over into sluice.json. Starts none of them, overwrites nothing, and writes
 * only when told to.
 * @throws EngineError `bad_input`, `not_found`, `bad_config`, `storage_failed`
 */
export function importServers(options: ImportOptions): ImportReport {
  const config = readConfig(options.flags, options.env, options.cwd);
  const file = config.file ?? join(options.cwd, "sluice.json");
  const known = { ...readSecrets(config.folders.data), ...options.env };
  const collected = new Collected(options, Object.keys(config.mcpServers), known);
  for (const source of listSources(options)) collected.read(source);
  if (!collected.sources.some(({ problem }) => problem === undefined)) throw nothingFound(options, collected);

  const { added } = collected;
  const wanted = added.flatMap(({ needed }) => needed).filter(({ name }) => (known[name] ?? "") === "");
  const defaults = Object.fromEntries(wanted.map(({ name, value = "" }) => [name, value]));
  const secrets = Object.assign({}, defaults, ...added.map((server) => server.secrets)) as Record<string, string>;
  if (options.isWriting && added.length > 0) {
    const text = addServers(
      readConfigText(file),
      Object.fromEntries(added.map(({ name, settings }) => [name, settings])),
    );
    // Before anything is written: the gateway must start with it.
    checkConfigText(text, file, options.flags, { ...secrets, ...known });
    addSecrets(config.folders.data, withoutKnown(secrets, config.folders.data));
    writeConfigText(file, text);
  }
  return {
    file,
    isWritten: options.isWriting && added.length > 0,
    sources: collected.sources,
    added: added.map(({ name, settings, notes, from, secrets: own }) => ({
      name,
      from,
      settings,
      secrets: Object.keys(own),
      notes,
    })),
    leftOut: collected.leftOut,
    missing: [
      ...new Map(wanted.filter(({ name }) => secrets[name] === "").map((want) => [want.name, want])).values(),
    ].map(({ name, description }) => ({ name, ...(description === undefined ? {} : { description }) })),
  };
}

class Collected {
  readonly added: (ConvertedServer & { readonly from: string })[] = [];
  readonly leftOut: { readonly name: string; readonly from: string; readonly why: string }[] = [];
  readonly sources: { readonly file: string; readonly problem?: string; readonly servers?: number }[] = [];
  readonly #options: ImportOptions;
  readonly #taken: Map<string, string>;
  /** What names stand for so far: no two servers share one by accident. */
  readonly #known: Record<string, string | undefined>;

  constructor(
    options: ImportOptions,
    existing: readonly string[],
    known: Readonly<Record<string, string | undefined>>,
  ) {
    this.#options = options;
    this.#known = { ...known };
    this.#taken = new Map(existing.map((name) => [name, "sluice.json has a server of that name"]));
  }

  read({ path, workspace }: ClientFile): void {
    const found = readClientFile(path);
    if (found === undefined || typeof found === "string") {
      this.sources.push({ file: path, problem: found ?? "there is no such file" });
      return;
    }
    this.sources.push({ file: path, servers: found.servers.length });
    for (const [name, raw] of found.servers) this.#take(name, raw, path, workspace, found.inputs);
  }

  #take(
    written: string,
    raw: unknown,
    from: string,
    workspace: string | undefined,
    inputs: readonly ClientInput[],
  ): void {
    const { home } = this.#options;
    const converted = convertServer(written, raw, { env: this.#known, home, workspace, inputs });
    const name = converted.kind === "converted" ? converted.name : written.slice(0, 80);
    const why = converted.kind === "left-out" ? converted.why : this.#taken.get(name);
    if (converted.kind === "left-out" || why !== undefined) {
      this.leftOut.push({ name, from, why: why ?? "" });
      return;
    }
    this.#taken.set(name, "another server before it has that name");
    Object.assign(this.#known, converted.secrets);
    this.added.push({ ...converted, from });
  }
}

function listSources(options: ImportOptions): readonly ClientFile[] {
  const client = clientNames.find((name) => name === options.from);
  return client === undefined ? [toClientFile(resolve(options.cwd, options.from))] : listClientFiles(client, options);
}

function nothingFound({ from }: ImportOptions, { sources }: Collected): EngineError {
  const looked = sources.map(({ file, problem }) => `"${file}": ${problem}`).join("; ");
  return new EngineError(
    "not_found",
    `Cannot import from "${from}": ${looked}; write ${clientNames.join(", ")}, or the path of a file`,
  );
}

/** A value that somebody filled in before stays. */
function withoutKnown(secrets: Readonly<Record<string, string>>, dataDir: string): Record<string, string> {
  const before = readSecrets(dataDir);
  return Object.fromEntries(
    Object.entries(secrets).filter(([name, value]) => value !== "" || before[name] === undefined),
  );
}
