import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type IsolationTier, type RunAnswer, type SluiceEvent, toPublicError, toSessionKey } from "@sluice/contracts";
import { type Gateway, openGateway, readConfig } from "@sluice/gateway";
import { followEvents } from "../../fixtures/events.ts";
import { createGatewayFolder } from "../../fixtures/gateway.ts";
import { descendantsOf, type ProcessEntry } from "../../fixtures/processes.ts";
import { until } from "../../fixtures/until.ts";
import type { Attack } from "./attack-file.ts";
import { openCanary } from "./canary.ts";
import { findGuestDir } from "./guest-dir.ts";
import { attackPolicies } from "./policies.ts";
import { renderAttack } from "./prelude.ts";
import { snapshot, snapshotModes } from "./snapshot.ts";

/** Runs at once: the process limit of a small machine, and few enough that deadlines mean something. */
const PARALLEL = 3;
const target = fileURLToPath(new URL("./target-server.ts", import.meta.url));

export interface SentRun {
  readonly runId: string | undefined;
  /** Undefined where the engine would not start it. */
  readonly answer: RunAnswer | undefined;
  /** What display() showed. */
  readonly content: readonly unknown[];
  readonly refusal: { readonly code: string; readonly message: string } | undefined;
  /** Lines that came while it ran. */
  readonly streamed: readonly string[];
}

export interface AttackReport extends SentRun {
  /** What was broken outside, in words; empty is good. */
  readonly damage: readonly string[];
  /** The limit that ended the run. */
  readonly limit: string | undefined;
}

/** A gateway in this process that is attacked in one tier, and all that tells whether it held. */
export class AttackRange implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly tier: IsolationTier;
  readonly secret: string;
  readonly events: readonly SluiceEvent[];
  readonly log: readonly string[];
  readonly dir: string;
  readonly #dataDir: string;
  readonly #close: () => Promise<void>;
  readonly #waiting: (() => void)[] = [];
  readonly #guestDir: string;
  readonly #atFirst: { readonly modes: readonly string[]; readonly prototypes: string };
  #running = 0;

  private constructor(parts: {
    gateway: Gateway;
    tier: IsolationTier;
    secret: string;
    events: readonly SluiceEvent[];
    log: readonly string[];
    dir: string;
    dataDir: string;
    close: () => Promise<void>;
  }) {
    this.gateway = parts.gateway;
    this.tier = parts.tier;
    this.secret = parts.secret;
    this.events = parts.events;
    this.log = parts.log;
    this.dir = parts.dir;
    this.#dataDir = parts.dataDir;
    this.#close = parts.close;
    this.#guestDir = findGuestDir();
    this.#atFirst = { modes: this.#snapshotCode(), prototypes: describePrototypes() };
  }

  static async open(
    tier: IsolationTier,
    policies: Readonly<Record<string, string>> = attackPolicies,
  ): Promise<AttackRange> {
    const secret = `TOPSECRET-${randomBytes(8).toString("hex")}`;
    const folder = createGatewayFolder({ policies });
    const toServer = (file: string) => ({
      command: process.execPath,
      args: [target, "--file", join(folder.dir, file)],
    });
    const servers = { target: toServer("effects"), elsewhere: toServer("effects-elsewhere") };
    writeFileSync(folder.configFile, JSON.stringify({ mcpServers: servers, http: { port: 0 } }));
    // Open to every user, so that what stops an attack is the box and no file mode.
    chmodSync(folder.dir, 0o755);
    mkdirSync(join(folder.dir, "workspaces"), { mode: 0o755 });
    const log: string[] = [];
    const at =
      (level: string) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
        void log.push(JSON.stringify({ level, message, ...fields }));
    process.env.LAB_SECRET = secret;
    const config = readConfig({ config: folder.configFile }, process.env, folder.dir);
    const gateway = await openGateway(config, {
      env: process.env,
      log: { info: at("info"), warn: at("warn"), error: at("error") },
      tier,
    });
    const followed = await followEvents(gateway.url ?? "", { authorization: `Bearer ${gateway.adminToken}` });
    const close = async (): Promise<void> => {
      await followed[Symbol.asyncDispose]();
      await gateway.close();
      folder[Symbol.dispose]();
      delete process.env.LAB_SECRET;
    };
    await gateway.engine.searchTools({ principal: "healthy" }, { query: "echo", limit: 1, detail: "names" });
    await untilWritten(join(folder.dir, "generated"), Object.keys(servers));
    await gateway.tiers();
    return new AttackRange({
      gateway,
      tier,
      secret,
      events: followed.events,
      log,
      dir: folder.dir,
      dataDir: config.folders.data,
      close,
    });
  }

  async isOffered(): Promise<boolean> {
    return (await this.gateway.tiers()).some(({ tier, isAvailable }) => tier === this.tier && isAvailable);
  }

  /** What tools did that leaves a trace. */
  get effects(): readonly string[] {
    return ["effects", "effects-elsewhere"].flatMap((name) => {
      const file = join(this.dir, name);
      return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
    });
  }

  /** Processes of the sandbox, those that wait for work included. */
  get guests(): readonly ProcessEntry[] {
    return descendantsOf(process.pid).filter(({ command }) => command.includes("/guest/main.mjs"));
  }

  workspaceOf(principal: string, session: string): string {
    return join(this.dir, "workspaces", toSessionKey(principal, session));
  }

  /** Sends one program as that principal, as an agent would. */
  async send(principal: string, code: string, session: string, timeoutMs?: number): Promise<SentRun> {
    const streamed: string[] = [];
    try {
      const { answer, content } = await this.gateway.engine.executeCode(
        { principal },
        { code, language: "typescript", sessionId: session, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
        { onLog: ({ text }) => void streamed.push(text), onProgress: (text) => void streamed.push(text) },
      );
      await until(() => this.events.some((event) => isEndOf(event, answer.runId)));
      return { runId: answer.runId, answer, content, refusal: undefined, streamed };
    } catch (error) {
      return { runId: undefined, answer: undefined, content: [], refusal: toPublicError(error), streamed };
    }
  }

  async attack(attack: Attack, before?: Attack): Promise<AttackReport> {
    await this.#enter();
    try {
      return await this.#attack(attack, before);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** A plain run of somebody else that has to work whatever happened before. */
  async findIllness(session: string): Promise<string | undefined> {
    const code =
      'import { callTool } from "./client.ts";\nreturn (await callTool("target.echo", { text: "well" })).text;';
    const { answer, refusal } = await this.send("healthy", code, session);
    return answer?.output === "well" ? undefined : `the next run fails: ${JSON.stringify(answer?.error ?? refusal)}`;
  }

  /** Everything that this run let anybody see. */
  async tellOf(sent: SentRun): Promise<string> {
    const { runId } = sent;
    const admin = { principal: "root", isAdmin: true };
    const record =
      runId === undefined ? undefined : await this.gateway.engine.getRun(admin, { runId, action: "status" });
    return JSON.stringify([sent, record, this.events, this.log]);
  }

  /** Runs that ended since the last time; a long test would drown in what it was told. Only between runs. */
  takeEnded(): readonly string[] {
    const told = (this.events as SluiceEvent[]).splice(0);
    const ends = told.filter(({ type }) => type === "run.completed" || type === "run.failed");
    return ends.flatMap(({ data }) => ("runId" in data ? [data.runId] : []));
  }

  /** What the gateway has on disk, as bytes. */
  readData(): string {
    const files = readdirSync(this.#dataDir, { withFileTypes: true, recursive: true });
    return files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #enter(): Promise<void> {
    if (this.#running >= PARALLEL) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }

  async #attack(attack: Attack, before: Attack | undefined): Promise<AttackReport> {
    const { id, principal } = attack;
    const workspace = this.workspaceOf(principal, id);
    const otherWorkspace = this.workspaceOf("neighbour", id);
    const outside = this.#layOutside(id, otherWorkspace);
    mkdirSync(workspace, { mode: 0o700 });
    writeFileSync(join(workspace, "own.txt"), "its own");
    if (attack.isPlanted) plant(workspace, outside);
    await using canary = await openCanary(join(outside, "socket"));
    const places = {
      workspace: this.tier === "strict" ? "/workspace" : workspace,
      outside,
      otherWorkspace,
      generated: join(this.dir, "generated"),
      guest: this.tier === "strict" ? "/guest" : this.#guestDir,
      port: canary.port,
      socket: canary.socket,
    };
    const untouched = [outside, otherWorkspace];
    const outsideBefore = snapshot(...untouched);
    if (before !== undefined) await this.send(principal, renderAttack(before.code, places), id, before.timeoutMs);
    const sent = await this.send(principal, renderAttack(attack.code, places), id, attack.timeoutMs);
    const illness = await this.findIllness(id);
    const told = await this.tellOf(sent);
    const changed = difference(outsideBefore, snapshot(...untouched));
    const damage = [
      ...(told.includes(this.secret) ? ["the secret was told"] : []),
      ...changed.map((line) => `changed outside: ${line}`),
      ...(canary.hits > 0 ? [`${canary.hits} connections to the canary`] : []),
      ...difference(this.#atFirst.modes, this.#snapshotCode()).map((line) => `changed: ${line}`),
      ...(describePrototypes() === this.#atFirst.prototypes ? [] : ["the gateway's prototypes were changed"]),
      ...(existsSync("/tmp/attack-was-here") || existsSync("/attack-was-here") ? ["a file was left on the host"] : []),
      ...(this.effects.includes("deleted all") ? ["a forbidden tool was called"] : []),
      ...(illness === undefined ? [] : [illness]),
    ];
    rmSync(workspace, { recursive: true, force: true });
    return { ...sent, damage, limit: this.#limitOf(sent.runId) };
  }

  /** The code that runs in processes: our guest, and the API that was generated for it. */
  #snapshotCode(): readonly string[] {
    return snapshotModes(this.#guestDir, join(this.dir, "generated"));
  }

  #limitOf(runId: string | undefined): string | undefined {
    const event = this.events.find(
      ({ type, data }) => type === "limit.exceeded" && "runId" in data && data.runId === runId,
    );
    return (event as SluiceEvent<"limit.exceeded"> | undefined)?.data.limit;
  }

  /** Beside the workspaces, where one step up from them leads. */
  #layOutside(id: string, otherWorkspace: string): string {
    const outside = join(this.dir, "workspaces", `outside-${id}`);
    mkdirSync(join(outside, "node_modules", "pkg"), { recursive: true });
    mkdirSync(otherWorkspace);
    const { secret } = this;
    const files: Readonly<Record<string, string | Uint8Array>> = {
      "secret.txt": `${secret}\n`,
      "secret.json": JSON.stringify({ secret }),
      "secret.ts": `export const secret = "${secret}";\n`,
      ".env": `LAB_FILE_SECRET=${secret}\n`,
      "mod.wasm": Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0),
      "node_modules/pkg/package.json": JSON.stringify({ name: "pkg", description: secret }),
    };
    for (const [name, content] of Object.entries(files)) writeOpenly(join(outside, name), content);
    writeOpenly(join(otherWorkspace, "notes.txt"), secret);
    for (const folder of [outside, otherWorkspace]) chmodSync(folder, 0o777);
    return outside;
  }
}

/** The API that code sees is written in the background, a server at a time. */
async function untilWritten(generated: string, servers: readonly string[]): Promise<void> {
  const files = servers.map((server) => join(generated, "servers", server, "index.ts"));
  await until(() => files.every((file) => existsSync(file)));
  let known = "";
  await until(async () => {
    await sleep(250);
    const now = snapshotModes(generated).join("\n");
    const isSettled = now === known;
    known = now;
    return isSettled;
  });
}

function isEndOf({ type, data }: SluiceEvent, runId: string): boolean {
  return /^run\.(?:completed|failed|waiting)$/.test(type) && "runId" in data && data.runId === runId;
}

function writeOpenly(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  chmodSync(path, 0o666);
}

/** Links as an unpacked archive or another tool might leave them. */
function plant(workspace: string, outside: string): void {
  const links = {
    "planted-file": join(outside, "secret.txt"),
    "planted-folder": outside,
    "planted-environ": "/proc/self/environ",
    "planted-root": "/",
    "planted-dangling": join(outside, "not-there-yet"),
  };
  for (const [name, to] of Object.entries(links)) symlinkSync(to, join(workspace, name));
}

function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  const known = new Set(before);
  const now = new Set(after);
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !known.has(line)).map((line) => `+ ${line}`),
  ];
}

function describePrototypes(): string {
  const prototypes = [Object, Array, Function, Promise, String, Map, Error].map(({ prototype }) => prototype as object);
  return JSON.stringify(prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String)));
}
