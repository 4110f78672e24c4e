import type { ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";
import { API, type Diagnostic as ApiDiagnostic, type Project } from "typescript/unstable/async";

// The only place that knows TypeScript's unstable API; written for exactly 7.0.2.

/** One finding of TypeScript in the main file; positions are UTF-16 offsets. */
export interface TypeFinding {
  readonly start: number;
  readonly end: number;
  /** Such as 2345. */
  readonly code: number;
  readonly message: string;
  /** Of a member that a union lacks: whether some part of it has that member. Absent where nobody knows. */
  readonly isElsewhere?: boolean;
}

export type TypeAnswer =
  | { readonly kind: "checked"; readonly findings: readonly TypeFinding[] }
  | { readonly kind: "late" }
  | { readonly kind: "failed"; readonly reason: string };

/** Hears of the child's number; what it returns is called when the child has ended. */
export type WatchProcess = (pid: number) => () => void;

export const VIRTUAL_ROOT = "/program";
/** Memory of the child grows a little with each check. */
const CHECKS_PER_CHILD = 4_000;
const IDLE_MS = 10 * 60_000;
const libraryFile = /\/lib\/lib(?:\.[a-z0-9]+)*\.d\.ts$/;

/** TypeScript in one warm child process over a file system that exists only here. One check at a time. */
export class TypeServer {
  #connected: Promise<Connected> | undefined;
  #checks = 0;
  #idle: NodeJS.Timeout | undefined;
  #files: ReadonlyMap<string, string> = new Map();
  #folders: ReadonlySet<string> = new Set();
  readonly #watchProcess: WatchProcess;

  /** A child that waits for an answer of ours does not see its pipe end: `watchProcess` sees to that. */
  constructor(watchProcess: WatchProcess = () => () => {}) {
    this.#watchProcess = watchProcess;
  }

  /**
   * `files` by absolute path under VIRTUAL_ROOT, `tsconfig.json` and `main` among them.
   * After `deadlineMs` the child is killed; the next check starts another. Never throws.
   */
  async check(files: ReadonlyMap<string, string>, main: string, deadlineMs: number): Promise<TypeAnswer> {
    if (this.#checks >= CHECKS_PER_CHILD) this.close();
    clearTimeout(this.#idle);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<TypeAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ kind: "late" }), deadlineMs);
    });
    const answer = await Promise.race([this.#ask(files, main), late]);
    clearTimeout(timer);
    if (answer.kind !== "checked") this.close();
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    this.#idle.unref();
    return answer;
  }

  /** Kills the child. Idempotent. */
  close(): void {
    clearTimeout(this.#idle);
    const connected = this.#connected;
    this.#connected = undefined;
    this.#checks = 0;
    this.#files = new Map();
    // The API's own `close` only ends the pipe, which a child that is stuck does not notice.
    connected?.then(
      ({ child }) => child.kill("SIGKILL"),
      () => {},
    );
  }

  async #ask(files: ReadonlyMap<string, string>, main: string): Promise<TypeAnswer> {
    try {
      const isFirst = this.#connected === undefined;
      const changes = this.#replaceFiles(files);
      this.#connected ??= connect(this.#createApi(), this.#watchProcess);
      const connected = await this.#connected;
      this.#checks++;
      return await Promise.race([this.#diagnose(connected.api, main, isFirst ? undefined : changes), connected.died]);
    } catch (error) {
      return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #diagnose(api: API, main: string, changes: FileChanges | undefined): Promise<TypeAnswer> {
    const config = `${VIRTUAL_ROOT}/tsconfig.json`;
    const snapshot = await api.updateSnapshot({
      openProjects: [config],
      ...(changes === undefined ? {} : { fileChanges: changes }),
    });
    try {
      const project = snapshot.getProject(config);
      if (project === undefined) return { kind: "failed", reason: "the type check has no project" };
      const found = await project.program.getSemanticDiagnostics(main);
      const findings = found.filter((one) => one.category === 1).map(toFinding);
      return { kind: "checked", findings: await Promise.all(findings.map((one) => lookElsewhere(project, main, one))) };
    } finally {
      snapshot.dispose().catch(() => {});
    }
  }

  #replaceFiles(files: ReadonlyMap<string, string>): FileChanges {
    const before = this.#files;
    const changes: FileChanges = { changed: [], created: [], deleted: [] };
    for (const [path, text] of files) {
      const old = before.get(path);
      if (old === undefined) changes.created.push(path);
      else if (old !== text) changes.changed.push(path);
    }
    for (const path of before.keys()) if (!files.has(path)) changes.deleted.push(path);
    this.#files = files;
    const folders = new Set<string>();
    for (const path of files.keys()) {
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
    }
    this.#folders = folders;
    return changes;
  }

  /** Every question about files is answered here; only TypeScript's own library is read from disk. */
  #createApi(): API {
    return new API({
      cwd: VIRTUAL_ROOT,
      fs: {
        readFile: (path) => this.#files.get(path) ?? (libraryFile.test(path) ? undefined : null),
        fileExists: (path) => this.#files.has(path) || (libraryFile.test(path) ? undefined : false),
        directoryExists: (path) => path === "/" || this.#folders.has(path),
        getAccessibleEntries: (path) => this.#entriesOf(path),
        realpath: (path) => path,
      },
    });
  }

  #entriesOf(folder: string): { files: string[]; directories: string[] } {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    const inside = (paths: Iterable<string>): string[] =>
      [...paths].flatMap((path) =>
        path.startsWith(prefix) && !path.includes("/", prefix.length) ? [path.slice(prefix.length)] : [],
      );
    return { files: inside(this.#files.keys()), directories: inside(this.#folders) };
  }
}

interface FileChanges {
  readonly changed: string[];
  readonly created: string[];
  readonly deleted: string[];
}

interface Connected {
  readonly api: API;
  readonly child: ChildProcess;
  readonly died: Promise<TypeAnswer>;
}

/**
 * Starts the child ahead of the first question. The API keeps it private, but it has to be at hand: to kill it when it
 * hangs, to hear of its death, and because an error of its pipes that nobody listens to would end this process.
 */
async function connect(api: API, watchProcess: WatchProcess): Promise<Connected> {
  const { client } = api as unknown as { client: { connect(): Promise<void>; readonly process?: ChildProcess } };
  const connecting = client.connect();
  // Loading node:child_process takes a turn; the pipes exist from the spawn on.
  await connecting;
  const child = client.process;
  if (child === undefined) throw new Error("it has no process");
  for (const pipe of [child.stdin, child.stdout]) pipe?.on("error", () => {});
  if (child.stdin !== null) quietWrites(child.stdin);
  const died = new Promise<TypeAnswer>((resolve) => {
    const unwatch = child.pid === undefined ? () => {} : watchProcess(child.pid);
    child.once("exit", () => {
      unwatch();
      resolve({ kind: "failed", reason: "its process ended" });
    });
  });
  return { api, child, died };
}

/**
 * The API's transport turns a failed write into a rejection that nobody can handle. Here a write always succeeds:
 * of a dead child `died` tells, of a stuck one the deadline.
 */
function quietWrites(pipe: Writable): void {
  const write = pipe.write.bind(pipe) as (chunk: unknown, encoding: string, done: () => void) => boolean;
  const quiet = (chunk: unknown, encoding: string, done?: () => void): boolean => {
    if (pipe.writable) return write(chunk, encoding, () => done?.());
    done?.();
    return true;
  };
  pipe.write = quiet as typeof pipe.write;
}

function toFinding(found: ApiDiagnostic): TypeFinding {
  return { start: found.pos, end: found.end, code: found.code, message: chainText(found) };
}

/** The first line says what is wrong, the ones below why. */
function chainText(found: ApiDiagnostic): string {
  const lines = [found.text];
  let chain = found.messageChain;
  while (chain !== undefined && chain[0] !== undefined && lines.length < 4) {
    lines.push(chain[0].text);
    chain = chain[0].messageChain;
  }
  return lines.join("\n  ");
}

/** What stands before the name of the member: a dot of some kind, or the pattern that it is taken with. */
const STEPS_BACK = [1, 2, 3];

/** TypeScript names the first part of a union without the member, and not whether another has it. */
async function lookElsewhere({ checker }: Project, main: string, finding: TypeFinding): Promise<TypeFinding> {
  const [, name, owner] = /^Property '([^']+)' does not exist on type '([^\n]+?)'\./.exec(finding.message) ?? [];
  const mayBeUnion = finding.message.includes("\n") || owner?.includes(" | ") === true;
  if (name === undefined || owner === undefined || !mayBeUnion) return finding;
  for (const back of STEPS_BACK) {
    const type = await checker.getTypeAtPosition(main, finding.start - back);
    if (type === undefined || !type.isUnionType() || (await checker.typeToString(type)) !== owner) continue;
    const parts = await type.getTypes();
    const found = await Promise.all(parts.map((part) => checker.getPropertyOfType(part, name)));
    return { ...finding, isElsewhere: found.some((one) => one !== undefined) };
  }
  return finding;
}
