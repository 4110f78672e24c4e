import { type JSONRPCMessage, SdkError, SdkErrorCode, type Transport } from "@modelcontextprotocol/client";
import { cleanLine } from "./clean-text.ts";
import { LineReader } from "./line-reader.ts";
import { type ProcessCommand, ProcessGroup } from "./process-group.ts";
import type { Reaper } from "./reaper.ts";

const MAX_JUNK_BYTES = 4 * 1024 * 1024;
/** What an ended server wrote last may still be on its way. */
const DRAIN_MS = 100;

export interface StdioTransportOptions {
  readonly command: ProcessCommand;
  readonly reaper: Reaper;
  readonly maxMessageBytes: number;
  readonly closeGraceMs: number;
  readonly onStderr: (line: string) => void;
}

/**
 * The SDK's own stdio transport leaves grandchildren behind, starts every server twice to learn its era, and
 * does not bound what a server prints; this one owns a process group and gives the reason when it ends.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  readonly #options: StdioTransportOptions;
  readonly #lines: LineReader;
  #group: ProcessGroup | undefined;
  #closing: Promise<void> | undefined;
  #isOver = false;
  #junkBytes = 0;
  #firstJunk: string | undefined;
  #lastStderr: string | undefined;
  #problem: string | undefined;

  constructor(options: StdioTransportOptions) {
    this.#options = options;
    this.#lines = new LineReader(options.maxMessageBytes);
  }

  /** With `pid` beside it the SDK knows this for a stdio transport. */
  get stderr(): null {
    return null;
  }

  get pid(): number | null {
    return this.#group?.pid ?? null;
  }

  /** For people: why it ended, or what is odd about it so far. */
  get diagnosis(): string | undefined {
    const junk =
      this.#firstJunk === undefined ? undefined : `it printed "${this.#firstJunk}" where protocol messages belong`;
    const stderr = this.#lastStderr === undefined ? undefined : `its last words: ${this.#lastStderr}`;
    const parts = [this.#problem, junk, stderr].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.join("; ");
  }

  /** Without what the server itself wrote. */
  get endReason(): string | undefined {
    return this.#problem;
  }

  async start(): Promise<void> {
    if (this.#closing !== undefined) throw new Error("the connection is closed");
    const group = await ProcessGroup.start(this.#options.command, this.#options.reaper);
    this.#group = group;
    const { stdin, stdout, stderr } = group.child;
    stdin.on("error", () => {});
    stdout.on("error", () => {});
    stderr.on("error", () => {});
    stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#watchStderr(stderr);
    void group.ended.then(async (how) => {
      this.#problem ??= how;
      await drained(stdout);
      this.#finish();
    });
    // Closed while it was starting.
    if (this.#closing !== undefined) await group.stop(this.#options.closeGraceMs);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#group?.child.stdin;
    if (this.#isOver || stdin === undefined || !stdin.writable) {
      throw new SdkError(SdkErrorCode.NotConnected, "the server's input is closed");
    }
    if (stdin.writableLength > this.#options.maxMessageBytes) {
      this.#fail("it does not read what it is sent");
      throw new SdkError(SdkErrorCode.SendFailed, "the server does not read what it is sent");
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stdin.write(`${JSON.stringify(message)}\n`, (error) => {
      if (error) reject(new SdkError(SdkErrorCode.SendFailed, "the server's input is closed"));
      else resolve();
    });
    await promise;
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#group?.stop(this.#options.closeGraceMs);
      this.#finish();
    })();
    return this.#closing;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#closing ??= Promise.resolve();
    this.onclose?.();
  }

  #fail(problem: string): void {
    this.#problem ??= problem;
    void this.close();
    // Callers need not wait until the process is gone.
    this.#finish();
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    let lines: Buffer[];
    try {
      lines = this.#lines.push(chunk);
    } catch (error) {
      this.#fail(`it sent ${(error as Error).message}`);
      return;
    }
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: Buffer): void {
    if (line.length === 0 || (line.length === 1 && line[0] === 13)) return;
    let value: unknown;
    try {
      value = JSON.parse(line.toString("utf8"));
    } catch {
      this.#countJunk(line);
      return;
    }
    // Batches exist in the 2025-03-26 revision only.
    for (const message of Array.isArray(value) ? value : [value]) {
      if (typeof message === "object" && message !== null && message.jsonrpc === "2.0") this.#deliver(message);
      else this.#countJunk(line);
    }
  }

  #deliver(message: JSONRPCMessage): void {
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** A log line among the messages is a common mistake and does no harm; a flood is something else. */
  #countJunk(line: Buffer): void {
    this.#junkBytes += line.length;
    this.#firstJunk ??= cleanLine(line.subarray(0, 400).toString("utf8"), 120);
    if (this.#junkBytes > MAX_JUNK_BYTES) this.#fail("it floods its output with other things than protocol messages");
  }

  #watchStderr(stderr: NodeJS.ReadableStream): void {
    let rest = "";
    stderr.setEncoding("utf8");
    stderr.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = (lines.pop() ?? "").slice(-2_000);
      for (const line of lines) this.#noteStderr(line);
    });
    stderr.on("end", () => this.#noteStderr(rest));
  }

  #noteStderr(line: string): void {
    const text = cleanLine(line, 2_000);
    if (text === "") return;
    this.#lastStderr = text.slice(0, 300);
    this.#options.onStderr(text);
  }
}

/** A grandchild may hold the pipe open for ever, so the wait for its end is short. */
function drained(stdout: NodeJS.ReadableStream & { readonly closed?: boolean }): Promise<void> {
  if (stdout.closed === true) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    stdout.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
