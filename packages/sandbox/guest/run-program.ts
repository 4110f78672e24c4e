import type { ErrorFields, StartMessage } from "../src/protocol.ts";
import { ClientModule } from "./client-module.ts";
import { describeError, ProgramName } from "./describe-error.ts";
import { ValueEncoder } from "./encode-value.ts";
import type { HostCalls } from "./host-calls.ts";
import { arrayPush, ErrorCtor, mapDelete, mapForEach, mapSet, stringifyJson } from "./primordials.ts";
import type { FileWriter } from "./save-file.ts";
import { ServerProxies } from "./server-proxies.ts";
import { ToolError } from "./tool-error.ts";

export interface ProgramOptions {
  readonly calls: HostCalls;
  readonly send: (frame: string) => void;
  readonly files: FileWriter;
  readonly inspect: (value: unknown) => string;
  /** Resolves once every microtask and every report of an unhandled rejection that is due has run. */
  readonly settle: () => Promise<void>;
  /** Keeps the process up until the host has measured and killed it. */
  readonly stay: () => void;
  readonly importCode: (code: string, program: ProgramName) => Promise<{ readonly default: unknown }>;
}

/** One program: loads it, runs it and sends its one result. */
export class Program {
  readonly name: ProgramName = new ProgramName();
  readonly #options: ProgramOptions;
  /** Rejections that nobody has handled so far; somebody still may. */
  readonly #unhandled = new Map<unknown, unknown>();
  readonly #notes: string[] = [];
  #state: "waiting" | "running" | "ended" = "waiting";
  #closing: Promise<void> | undefined;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#state === "running";
  }

  /**
   * There while the program has its value and the result is not sent yet. An answer that is delivered meanwhile may lead
   * to no call, since with a replay it may come a moment later.
   */
  get closing(): Promise<void> | undefined {
    return this.#closing;
  }

  /** Never rejects. */
  async run(start: StartMessage): Promise<void> {
    const { calls } = this.#options;
    const client = new ClientModule(calls, this.#options.files);
    try {
      this.#state = "running";
      const main = (await this.#options.importCode(start.code, this.name)).default;
      const value = await (main as (rt: unknown) => unknown)(createRuntime(start, calls, client));
      if (start.rollback === true) this.#note(await client.compensate());
      const encoder = new ValueEncoder();
      const text = encoder.encode(value);
      this.#closing = this.#options.settle();
      await this.#closing;
      this.#closing = undefined;
      this.#refuseUnhandled();
      this.#succeed(text, encoder.warnings);
    } catch (error) {
      this.#note(await client.compensate());
      this.fail(error);
    }
  }

  addUnhandled(promise: unknown, error: unknown): void {
    mapSet(this.#unhandled, promise, error);
  }

  removeUnhandled(promise: unknown): void {
    mapDelete(this.#unhandled, promise);
  }

  failStuck(): void {
    try {
      this.#refuseUnhandled();
    } catch (error) {
      this.fail(error);
      return;
    }
    const message =
      "Cannot finish the program: it awaits something that can never happen, since no call, timer or file operation is open";
    this.fail(new ErrorCtor(message));
  }

  /** A failed tool call that nobody awaited is worth a word; any other lost error fails the program. */
  #refuseUnhandled(): void {
    let first: { readonly error: unknown } | undefined;
    mapForEach(this.#unhandled, (error) => {
      if (error instanceof ToolError)
        arrayPush(this.#notes, `a tool call that nobody awaited failed: ${error.message}`);
      else first ??= { error };
    });
    if (first !== undefined) throw first.error;
  }

  fail(error: unknown): void {
    this.#end(`"ok":false,"error":${encodeError(describeError(error, this.name, this.#options.inspect))}`, []);
  }

  #succeed(value: string, warnings: readonly string[]): void {
    this.#end(`"ok":true,"value":${value}`, warnings);
  }

  #note(texts: readonly string[]): void {
    // By index: the program may have replaced what a `for … of` goes by.
    for (let i = 0; i < texts.length; i++) arrayPush(this.#notes, texts[i] as string);
  }

  #end(outcome: string, warnings: readonly string[]): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#note(warnings);
    let notes = "";
    for (let i = 0; i < this.#notes.length; i++) notes += (i === 0 ? "" : ",") + stringifyJson(this.#notes[i]);
    this.#options.stay();
    this.#options.send(`{"type":"result",${outcome},"warnings":[${notes}]}\n`);
  }
}

function encodeError(error: ErrorFields): string {
  const code = error.code === undefined ? "" : `,"code":${stringifyJson(error.code)}`;
  const { message, name, stack } = error;
  return `{"name":${stringifyJson(name)},"message":${stringifyJson(message)},"stack":${stringifyJson(stack)}${code}}`;
}

/** What compiled code gets as `rt`; see docs/ARCHITECTURE.md, "The compiled module". */
function createRuntime(start: StartMessage, calls: HostCalls, client: ClientModule): unknown {
  const proxies = new ServerProxies(calls);
  return {
    context: start.context,
    literal: (index: number) => start.literals[index],
    servers: proxies.servers,
    server: (name: string) => proxies.server(name),
    tool: (server: string, name: string) => proxies.tool(server, name),
    client: client.exports,
    pii: {
      type: (value: unknown) => calls.host("pii.type", [value]),
      mask: (value: unknown) => calls.host("pii.mask", [value]),
      domain: (value: unknown) => calls.host("pii.domain", [value]),
    },
  };
}
