import type { AnswerMessage } from "../src/protocol.ts";
import { ValueEncoder } from "./encode-value.ts";
import { mapDelete, mapGet, mapSet, PromiseCtor, stringifyJson, toText } from "./primordials.ts";
import { type CallSite, HostError, moveStack, ToolError, takeCallSite } from "./tool-error.ts";

interface OpenCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly site: CallSite | undefined;
  readonly takesSlot: boolean;
}

interface QueuedCall {
  readonly body: string;
  readonly call: OpenCall;
  next: QueuedCall | undefined;
}

export interface HostCallsOptions {
  readonly send: (frame: string) => void;
  /** Told when the first call opens and when the last one closes: with none open, nothing can come from the host. */
  readonly onBusy: (isBusy: boolean) => void;
}

/** What the program asks of the host, and the promises that wait for answers. */
export class HostCalls {
  readonly #options: HostCallsOptions;
  readonly #open = new Map<number, OpenCall>();
  #parallel = 1;
  #slotFunctions: readonly string[] = [];
  #lastId = 0;
  #openCount = 0;
  #slotsTaken = 0;
  #queueHead: QueuedCall | undefined;
  #queueTail: QueuedCall | undefined;

  constructor(options: HostCallsOptions) {
    this.#options = options;
  }

  /** Of the call that was sent last. */
  get lastId(): number {
    return this.#lastId;
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** How many calls may be in flight, and which host functions count; the others wait here for a place. */
  setSlots(parallel: number, slotFunctions: readonly string[]): void {
    this.#parallel = parallel;
    this.#slotFunctions = slotFunctions;
  }

  tool(address: unknown, args: unknown): Promise<unknown> {
    const body = `"kind":"tool","address":${stringifyJson(toText(address))},"args":${encodeArgument(args ?? {})}}\n`;
    return this.#begin(body, true, takeCallSite());
  }

  host(name: string, args: readonly unknown[]): Promise<unknown> {
    let text = "";
    let length = args.length;
    while (length > 0 && args[length - 1] === undefined) length--;
    for (let i = 0; i < length; i++) text += (i === 0 ? "" : ",") + encodeArgument(args[i]);
    const body = `"kind":"host","name":${stringifyJson(name)},"args":[${text}]}\n`;
    return this.#begin(body, this.#takesSlot(name), takeCallSite());
  }

  /** @returns the call's id, for `forget` */
  timer(delayMs: number, onFire: () => void): number {
    const id = this.#nextId();
    this.#track(id, { resolve: onFire, reject: onFire, site: undefined, takesSlot: false });
    this.#options.send(`{"type":"call","id":${id},"kind":"timer","delayMs":${delayMs}}\n`);
    return id;
  }

  /** Drops a timer that was cleared: its answer will find nobody. */
  forget(id: number): void {
    if (mapDelete(this.#open, id)) this.#release();
  }

  answer(message: AnswerMessage): void {
    const call = mapGet(this.#open, message.id);
    if (call === undefined) return;
    mapDelete(this.#open, message.id);
    if (call.takesSlot) {
      this.#slotsTaken--;
      this.#sendQueued();
    }
    this.#release();
    if (message.ok) call.resolve(message.value);
    else call.reject(toError(message.error, call.site));
  }

  #takesSlot(name: string): boolean {
    for (let i = 0; i < this.#slotFunctions.length; i++) if (this.#slotFunctions[i] === name) return true;
    return false;
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #begin(body: string, takesSlot: boolean, site: CallSite): Promise<unknown> {
    return new PromiseCtor((resolve, reject) => {
      const call: OpenCall = { resolve, reject, site, takesSlot };
      if (takesSlot && this.#slotsTaken >= this.#parallel) this.#enqueue({ body, call, next: undefined });
      else this.#dispatch(body, call);
    });
  }

  #dispatch(body: string, call: OpenCall): void {
    const id = this.#nextId();
    if (call.takesSlot) this.#slotsTaken++;
    this.#track(id, call);
    this.#options.send(`{"type":"call","id":${id},${body}`);
  }

  #track(id: number, call: OpenCall): void {
    mapSet(this.#open, id, call);
    this.#openCount++;
    if (this.#openCount === 1) this.#options.onBusy(true);
  }

  #release(): void {
    this.#openCount--;
    if (this.#openCount === 0) this.#options.onBusy(false);
  }

  #enqueue(queued: QueuedCall): void {
    if (this.#queueTail === undefined) this.#queueHead = queued;
    else this.#queueTail.next = queued;
    this.#queueTail = queued;
  }

  #sendQueued(): void {
    const queued = this.#queueHead;
    if (queued === undefined) return;
    this.#queueHead = queued.next;
    if (queued.next === undefined) this.#queueTail = undefined;
    this.#dispatch(queued.body, queued.call);
  }
}

function encodeArgument(value: unknown): string {
  return new ValueEncoder().encode(value);
}

function toError(fields: Extract<AnswerMessage, { ok: false }>["error"], site: CallSite | undefined): Error {
  const error =
    fields.name === "ToolError"
      ? new ToolError({
          server: fields.server ?? "",
          tool: fields.tool ?? "",
          code: fields.code,
          message: fields.message,
          retryable: fields.retryable,
        })
      : new HostError(fields.code, fields.message, fields.retryable);
  if (site !== undefined) moveStack(error, site);
  return error;
}
