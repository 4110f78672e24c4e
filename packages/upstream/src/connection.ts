import { setTimeout as sleep } from "node:timers/promises";
import { Client, type McpSubscription, type PriorDiscovery, type StandardSchemaV1 } from "@modelcontextprotocol/client";
import type { AskClient, JsonObject, ServerEntry, ToolEntry } from "@sluice/contracts";
import { callInRounds, type NextRound } from "./call-in-rounds.ts";
import { cleanText } from "./clean-text.ts";
import { findHeaderProblem } from "./header-declarations.ts";
import { listTools, type ToolList, type ToolPage } from "./list-tools.ts";
import { listOffers, type Offers } from "./offers/list-offers.ts";
import { type OpenedTransport, openTransport, type TransportVariant } from "./open-transport.ts";
import type { ResolvedOptions, ResolvedServer } from "./options.ts";
import type { Reaper } from "./reaper.ts";
import { passOnQuestions, type ServerQuestions } from "./server-questions.ts";

const MAX_INSTRUCTIONS = 16_000;
const SUBSCRIBE_TIMEOUT_MS = 3_000;
const RELISTEN_MS = 1_000;
const LEAVE_MS = 500;
/** Resources and prompts are an extra: a server that is slow with them keeps nobody from its tools. */
const OFFERS_TIMEOUT_MS = 3_000;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Results are judged by our own code, which is more lenient than the SDK's schemas and knows what to do instead. */
const anything: StandardSchemaV1<unknown, unknown> = {
  "~standard": { version: 1, vendor: "sluice", validate: (value) => ({ value }) },
};

export interface ConnectionRequest {
  readonly server: ResolvedServer;
  readonly options: ResolvedOptions;
  readonly reaper: Reaper;
  readonly variant: TransportVariant;
  /** What an earlier connection learned; without it the server is asked. */
  readonly prior: PriorDiscovery | undefined;
  readonly onToolsChanged: () => void;
  readonly onLost: (connection: Connection) => void;
  readonly questions: ServerQuestions;
}

/** As the SDK reports it. */
export interface RawProgress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

export interface CallRequest {
  readonly tool: ToolEntry;
  readonly args: JsonObject;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onProgress: ((progress: RawProgress) => void) | undefined;
  readonly onAsk: AskClient | undefined;
  readonly traceparent?: string | undefined;
}

/** One live session with one server, from handshake to close. */
export class Connection {
  readonly #request: ConnectionRequest;
  readonly #client: Client;
  readonly #opened: OpenedTransport;
  #isOpen = false;
  #isLost = false;

  constructor(request: ConnectionRequest) {
    this.#request = request;
    const { options, server } = request;
    const offersSampling = options.offersSampling?.() === true;
    this.#opened = openTransport(server, request.variant, options, request.reaper, () => this.#lose());
    this.#client = new Client(options.clientInfo, {
      capabilities: {
        elicitation: { form: { applyDefaults: true } },
        ...(offersSampling ? { sampling: {} } : {}),
      },
      versionNegotiation: {
        mode: "auto",
        probe: { timeoutMs: toProbeMs(server) },
      },
    });
    passOnQuestions(this.#client, request.questions, offersSampling);
    this.#client.onerror = () => {};
    this.#client.onclose = () => this.#lose();
    for (const kind of ["tools", "resources", "prompts"] as const) {
      this.#client.setNotificationHandler(`notifications/${kind}/list_changed`, () => request.onToolsChanged());
    }
  }

  /** Why the session ended, fit for an agent. */
  get endReason(): string | undefined {
    return this.#opened.endReason();
  }

  /** The same with what the server itself said, for admins. */
  get diagnosis(): string | undefined {
    return this.#opened.diagnosis();
  }

  get era(): string {
    return this.#client.getNegotiatedProtocolVersion() ?? "unknown";
  }

  get isModern(): boolean {
    return this.#client.getProtocolEra() === "modern";
  }

  /** Server's own words about itself, cleaned. Settings win where they say something. */
  get entry(): ServerEntry {
    const { name, settings } = this.#request.server;
    const info = this.#client.getServerVersion();
    const clean = (raw: unknown, maxLength: number): string | undefined =>
      typeof raw === "string" && raw !== "" ? cleanText(raw, maxLength).text : undefined;
    const title = settings.title ?? clean(info?.title, 200);
    const description = settings.description ?? clean(info?.description, 2_000);
    const instructions = clean(this.#client.getInstructions(), MAX_INSTRUCTIONS);
    const version = clean(info?.version, 100);
    return {
      name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(instructions === undefined ? {} : { instructions }),
      ...(version === undefined ? {} : { version }),
    };
  }

  /** Handshake only. A signal that fires ends the attempt. */
  async open(signal: AbortSignal): Promise<void> {
    const { prior, server } = this.#request;
    const onAbort = (): void => void this.#opened.transport.close();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      await this.#client.connect(this.#opened.transport, {
        signal,
        timeout: server.connectTimeoutMs,
        ...(prior === undefined ? {} : { prior }),
      });
      signal.throwIfAborted();
      this.#isOpen = true;
      await this.#subscribe(signal);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async listTools(signal: AbortSignal, timeoutMs: number): Promise<ToolList> {
    if (this.#client.getServerCapabilities()?.tools === undefined) return { tools: [], warnings: [] };
    const readPage = async (cursor: string | undefined): Promise<ToolPage> => {
      const params = cursor === undefined ? {} : { cursor };
      const page = await this.#client.request({ method: "tools/list", params }, anything, {
        signal,
        timeout: timeoutMs,
      });
      const { tools, nextCursor } = (page ?? {}) as Partial<ToolPage>;
      return { tools, nextCursor };
    };
    const { server, options } = this.#request;
    const isMirrored = server.transport === "http" && this.isModern;
    return listTools(server.name, readPage, {
      ...options.limits,
      ...(isMirrored ? { findProblem: ({ inputSchema }) => findHeaderProblem(inputSchema) } : {}),
    });
  }

  /** Never throws. */
  listOffers(signal: AbortSignal): Promise<Offers> {
    const { resources, prompts } = this.#client.getServerCapabilities() ?? {};
    const declared = { hasResources: resources !== undefined, hasPrompts: prompts !== undefined };
    const patience = AbortSignal.any([signal, AbortSignal.timeout(OFFERS_TIMEOUT_MS)]);
    return listOffers(declared, (method, cursor) =>
      this.request(method, cursor === undefined ? {} : { cursor }, patience, OFFERS_TIMEOUT_MS),
    );
  }

  /** @returns the raw result. @throws whatever the SDK throws */
  request(
    method: string,
    params: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<unknown> {
    return this.#client.request({ method, params: { ...params } }, anything, { signal, timeout: timeoutMs });
  }

  /** Whether a call would still be sent. */
  get isUsable(): boolean {
    return !this.#isLost && this.#client.transport !== undefined;
  }

  /** @returns the raw result. @throws whatever the SDK throws */
  call(request: CallRequest): Promise<unknown> {
    const { tool, args, signal, timeoutMs, onProgress, onAsk, traceparent = "" } = request;
    const meta = TRACEPARENT.test(traceparent) ? { _meta: { traceparent } } : {};
    const options = {
      signal,
      timeout: timeoutMs,
      maxTotalTimeout: timeoutMs,
      allowInputRequired: true,
      ...(onProgress === undefined ? {} : { onprogress: onProgress }),
    };
    const mirrors = this.#mirrorsArguments(tool);
    const send = (next: NextRound): Promise<unknown> => {
      const params = { name: tool.name, arguments: args as Record<string, unknown>, ...meta, ...next };
      if (!mirrors) return this.#client.request({ method: "tools/call", params }, anything, options);
      const inputSchema = tool.inputSchema as { type: "object" };
      return this.#client.callTool(params as never, { ...options, toolDefinition: { name: tool.name, inputSchema } });
    };
    return this.isModern ? callInRounds(send, onAsk, signal) : send({});
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#isLost = true;
    if (this.#isOpen) await within(LEAVE_MS, this.#opened.leave());
    await this.#opened.transport.close();
  }

  /** 2026-07-28 over HTTP copies marked arguments into headers; only the SDK's own call does that. */
  #mirrorsArguments(tool: ToolEntry): boolean {
    if (this.#request.server.transport !== "http" || !this.isModern) return false;
    return JSON.stringify(tool.inputSchema).includes('"x-mcp-header"');
  }

  /** Old servers notify by themselves. A server that refuses the subscription is one whose list stays as it is. */
  async #subscribe(signal: AbortSignal): Promise<void> {
    if (!this.isModern || Object.keys(this.#changingLists()).length === 0) return;
    const subscription = await this.#listen();
    signal.throwIfAborted();
    if (subscription !== undefined) void this.#keepListening(subscription);
  }

  /** Proxies cut long streams: listen again, and look whether something changed in between. */
  async #keepListening(first: McpSubscription): Promise<void> {
    let subscription: McpSubscription | undefined = first;
    while (subscription !== undefined) {
      const cause = await subscription.closed;
      if (cause === "local" || this.#isLost) return;
      await sleep(RELISTEN_MS, undefined, { ref: false });
      if (this.#isLost) return;
      subscription = await this.#listen();
      if (subscription !== undefined) this.#request.onToolsChanged();
    }
    this.#lose();
  }

  async #listen(): Promise<McpSubscription | undefined> {
    try {
      return await this.#client.listen(this.#changingLists(), { timeout: SUBSCRIBE_TIMEOUT_MS });
    } catch {
      return undefined;
    }
  }

  #changingLists(): {
    readonly toolsListChanged?: true;
    readonly resourcesListChanged?: true;
    readonly promptsListChanged?: true;
  } {
    const { tools, resources, prompts } = this.#client.getServerCapabilities() ?? {};
    return {
      ...(tools?.listChanged === true ? { toolsListChanged: true } : {}),
      ...(resources?.listChanged === true ? { resourcesListChanged: true } : {}),
      ...(prompts?.listChanged === true ? { promptsListChanged: true } : {}),
    };
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    if (this.#isOpen) this.#request.onLost(this);
  }
}

/** A server that is silent may be an old one that ignores the question: leave time for the old handshake. */
export function toProbeMs(server: ResolvedServer): number {
  return Math.min(10_000, Math.ceil(server.connectTimeoutMs / 2));
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work.catch(() => {}), promise]);
  clearTimeout(timer);
}
