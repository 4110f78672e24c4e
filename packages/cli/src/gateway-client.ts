import { EngineError, type ErrorCode, errorTable, type LogLine } from "@sluice/contracts";
import {
  createLog,
  findAnnounced,
  type Gateway,
  openGateway,
  type ResolvedConfig,
  readAdminToken,
  readConfig,
  readLogThreshold,
} from "@sluice/gateway";
import type { GlobalOptions } from "./options.ts";

export interface SurfaceReply {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

export interface StreamHandlers {
  readonly onLog?: (line: LogLine) => void;
  readonly onProgress?: (message: string) => void;
}

/** The HTTP API of the gateway of this configuration: the one that runs, or one started for this command. */
export interface GatewayClient {
  readonly url: string;
  /** False where this command started the gateway itself. */
  readonly isShared: boolean;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
  /** An answer that comes in lines of JSON. */
  lines(path: string, body: unknown, signal?: AbortSignal): AsyncIterable<unknown>;
  /** One of the five tools, with console lines as they come. */
  tool(name: string, args: unknown, handlers?: StreamHandlers, signal?: AbortSignal): Promise<SurfaceReply>;
  /** Server-sent events until the signal ends them. */
  events(
    query: string,
    lastId: string | undefined,
    onEvent: (id: string, data: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function connectGateway(options: GlobalOptions): Promise<GatewayClient> {
  const given = process.env.SLUICE_TOKEN || undefined;
  if (options.url !== undefined) return createClient(options.url.replace(/\/$/, ""), options, given, undefined);
  const config = readConfig(options, process.env, process.cwd());
  const running = await findRunning(config);
  if (running !== undefined)
    return createClient(running, options, given ?? readAdminToken(config.folders.data), undefined);
  const log = createLog(readLogThreshold(process.env.SLUICE_LOG_LEVEL, "error"));
  const gateway = await openGateway(
    { ...config, http: { ...config.http, host: "127.0.0.1", port: 0 } },
    { env: process.env, log, mayShareSlots: true },
  );
  if (gateway.url === undefined) throw new EngineError("internal", "The gateway of this command does not listen");
  return createClient(gateway.url, options, gateway.adminToken, gateway);
}

/** The announced gateway, if it answers and is the one that was announced. */
async function findRunning(config: ResolvedConfig): Promise<string | undefined> {
  const announced = findAnnounced(config.folders.data);
  if (announced === undefined) return undefined;
  try {
    const response = await fetch(`${announced.url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    const health = (await response.json()) as { instance?: string };
    return health.instance === announced.instance ? announced.url : undefined;
  } catch {
    return undefined;
  }
}

function createClient(
  url: string,
  options: GlobalOptions,
  token: string | undefined,
  gateway: Gateway | undefined,
): GatewayClient {
  const headers = {
    ...(token === undefined
      ? {}
      : { authorization: toHeader(`Bearer ${token}`, "send the token of SLUICE_TOKEN or admin.token") }),
    ...(options.principal === undefined
      ? {}
      : { "x-sluice-principal": toHeader(options.principal, "act for the principal") }),
  };
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(url + path, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
      });
    } catch (cause) {
      if ((cause as Error).name === "AbortError") throw cause;
      throw new EngineError(
        "upstream_unavailable",
        `Cannot reach the gateway at ${url}: start it with sluice serve, or leave --url out`,
        { cause },
      );
    }
    if (!response.ok) throw await toError(response);
    return response;
  };
  const post = (path: string, body: unknown, more: RequestInit = {}): Promise<Response> =>
    request(path, {
      method: "POST",
      body: JSON.stringify(body),
      ...more,
      headers: { "content-type": "application/json", ...(more.headers as Record<string, string> | undefined) },
    });

  return {
    url,
    isShared: gateway === undefined,
    get: async (path) => readWhole(await request(path, {})),
    delete: async (path) => readWhole(await request(path, { method: "DELETE" })),
    post: async (path, body) => readWhole(await post(path, body)),
    async *lines(path, body, signal) {
      const response = await post(path, body, signal === undefined ? {} : { signal });
      for await (const line of readLines(response)) yield JSON.parse(line);
    },
    async tool(name, args, handlers = {}, signal) {
      const response = await post(`/api/tools/${name}`, args, {
        headers: { accept: "application/x-ndjson" },
        ...(signal === undefined ? {} : { signal }),
      });
      for await (const line of readLines(response)) {
        const part = JSON.parse(line) as { log?: LogLine; progress?: string; result?: SurfaceReply };
        if (part.log !== undefined) handlers.onLog?.(part.log);
        if (part.progress !== undefined) handlers.onProgress?.(part.progress);
        if (part.result !== undefined) return part.result;
      }
      throw wentAway(undefined);
    },
    async events(query, lastId, onEvent, signal) {
      const response = await request(`/events${query}`, {
        signal,
        headers: { accept: "text/event-stream", ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
      });
      let id = "";
      for await (const line of readLines(response)) {
        if (line.startsWith("id: ")) id = line.slice(4);
        if (line.startsWith("data: ")) onEvent(id, line.slice(6));
      }
    },
    close: async () => gateway?.close(),
  };
}

/** @throws EngineError `bad_input` for what HTTP cannot carry in a header */
function toHeader(text: string, action: string): string {
  const trimmed = text.trim();
  if (/^[ -~\xa0-\xff]+$/.test(trimmed)) return trimmed;
  throw new EngineError(
    "bad_input",
    `Cannot ${action}: ${trimmed === "" ? "it is empty" : "HTTP carries Latin letters, digits and signs on one line only"}`,
  );
}

async function toError(response: Response): Promise<EngineError> {
  const body = (await response.json().catch(() => ({}))) as { error?: { code?: string; message?: string } };
  const code = body.error?.code ?? "internal";
  const known: ErrorCode = Object.hasOwn(errorTable, code) ? (code as ErrorCode) : "internal";
  return new EngineError(known, body.error?.message ?? `The gateway answered ${response.status}`);
}

async function readWhole(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw wentAway(cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError(
      "upstream_failed",
      `Cannot read the answer of ${new URL(response.url).origin}: it is not JSON, so no gateway is there; look at --url`,
      { cause },
    );
  }
}

async function* readLines(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  let rest = "";
  const chunks = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await chunks.next().catch((cause: Error) => {
      throw cause.name === "AbortError" ? cause : wentAway(cause);
    });
    if (done === true) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.map((line) => line.replace(/\r$/, ""));
  }
  if (rest !== "") yield rest;
}

function wentAway(cause: unknown): EngineError {
  return new EngineError(
    "upstream_unavailable",
    "Cannot read the answer: the gateway went away before the end; sluice runs shows what became of a run",
    { cause },
  );
}
