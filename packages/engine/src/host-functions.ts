import {
  type ContentBlock,
  EngineError,
  type GuestOutcome,
  type HostFunction,
  isJsonObject,
  type Json,
  searchToolsInput,
  toPublicError,
} from "@sluice/contracts";
import { jsonBytes } from "./cut-json.ts";
import type { EngineDeps, NetworkRequest } from "./deps.ts";
import { parseDuration } from "./duration.ts";
import { loadResult, readWindow } from "./results.ts";
import type { RunContext } from "./run-context.ts";
import { describeTool, searchTools } from "./search.ts";
import type { Wait, WaitHub } from "./wait-hub.ts";

export type Served =
  | { readonly kind: "outcome"; readonly outcome: GuestOutcome }
  | Wait
  /** The run ends here and goes on as a new one with this context. */
  | { readonly kind: "continue"; readonly context: Json };

export interface HostCall {
  readonly callId: number;
  readonly name: HostFunction;
  readonly args: readonly Json[];
  /** When the code asked, also on a later resume. */
  readonly intentAtMs: number;
}

export interface HostFunctions {
  /** Never throws. */
  serve(context: RunContext, call: HostCall): Promise<Served>;
}

interface HostParts {
  readonly deps: EngineDeps;
  readonly waits: WaitHub;
  readonly context: RunContext;
  readonly call: HostCall;
}

type Host = (parts: HostParts, ...args: (Json | undefined)[]) => Promise<Served>;

const ok = (value: Json): Served => ({ kind: "outcome", outcome: { ok: true, value } });

const MAX_STATE_KEY = 256;
const MAX_DISPLAYED = 64;
const EVENT_TYPE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const table: Readonly<Record<HostFunction, Host>> = {
  searchTools: async ({ deps, context }, query, options) => {
    const input = searchToolsInput.safeParse({ ...(isJsonObject(options) ? options : {}), query });
    if (!input.success) {
      throw new EngineError(
        "bad_input",
        "Cannot search: write searchTools(query, { server, kind, readOnly, limit, detail })",
      );
    }
    const { caller, policy } = context;
    return ok((await searchTools(deps, caller.principal, policy, input.data)) as unknown as Json);
  },
  describeTool: async ({ deps, context }, address) =>
    ok((await describeTool(deps, context.policy, String(address))) as unknown as Json),
  display: async ({ context }, content) => {
    if (context.displayed.length >= MAX_DISPLAYED) {
      throw new EngineError("limit_exceeded", `Cannot display more than ${MAX_DISPLAYED} parts in one run`);
    }
    const block = toContent(content ?? null);
    checkRoom(context, block);
    context.displayed.push(block);
    return ok(null);
  },
  readResult: async ({ deps, context }, handle, options) => {
    const whole = await loadResult(deps.store, String(handle));
    const { path, offset, limit } = isJsonObject(options) ? options : {};
    const window = { path: asText(path), offset: asNumber(offset), limit: asNumber(limit) };
    const page = readWindow(whole, window, context.policy.sandbox.frameKb * 512);
    // Our own tokens in a result that we washed: inside the sandbox they are values again.
    return ok(context.policy.pii.sealed ? page.value : context.pii.resolve(page.value).value);
  },
  // A step that ended before is answered by the replay; here it begins.
  "step.begin": async () => ok(null),
  "step.end": async () => ok(null),
  sleep: async ({ waits, context, call }, duration) => {
    const wakeAtMs = call.intentAtMs + parseDuration(duration ?? null);
    return waits.wait(context, call.callId, { kind: "sleep", wakeAtMs }, call.intentAtMs);
  },
  waitForEvent: async ({ waits, context, call }, type, options) => {
    const eventType = asText(type);
    if (eventType === undefined || !EVENT_TYPE.test(eventType)) {
      throw new EngineError("bad_input", 'Cannot wait for that event: write a type such as "invoice.paid"');
    }
    const { match, timeout } = isJsonObject(options) ? options : {};
    const wakeAtMs = timeout === undefined ? undefined : call.intentAtMs + parseDuration(timeout);
    const draft = {
      kind: "event",
      eventType,
      ...(match === undefined ? {} : { match }),
      ...(wakeAtMs === undefined ? {} : { wakeAtMs }),
    } as const;
    return waits.wait(context, call.callId, draft, call.intentAtMs);
  },
  ask: async ({ waits, context, call }, question, schema) => {
    const text = asText(question);
    if (text === undefined || text === "")
      throw new EngineError("bad_input", "Cannot ask: write ask(question, schema)");
    const washed = context.pii.washText(text).value;
    const draft = { kind: "question", question: washed, ...(schema === undefined ? {} : { schema }) } as const;
    return waits.wait(context, call.callId, draft, call.intentAtMs);
  },
  // The compensations themselves live in the code and come back by replay.
  "undo.register": async () => ok(null),
  "undo.begin": async () => ok(null),
  continueAsNew: async (_parts, next) => ({ kind: "continue", context: next ?? null }),
  "state.get": async ({ deps, context }, key) =>
    ok((await deps.store.state.get(context.session, stateKey(key))) ?? null),
  "state.set": async ({ deps, context }, key, value) => {
    await deps.store.state.set(context.session, stateKey(key), value ?? null);
    return ok(null);
  },
  fetch: async ({ deps, context }, request) => {
    if (!isJsonObject(request) || typeof request.url !== "string") {
      throw new EngineError("bad_input", "Cannot fetch: there is no URL");
    }
    const url = parseUrl(request.url);
    if (deps.fetch === undefined || !context.policy.sandbox.net.some((allowed) => isAllowedHost(url, allowed))) {
      throw new EngineError(
        "denied",
        `Policy "${context.policy.name}" lets code reach no host "${url.host}"; an admin can add it to sandbox.net`,
      );
    }
    return ok(await deps.fetch(request as unknown as NetworkRequest, context.signal));
  },
  "pii.type": async ({ context }, value) => ok(context.pii.describe(String(value))?.type ?? null),
  "pii.mask": async ({ context }, value) => ok(context.pii.describe(String(value))?.mask ?? null),
  "pii.domain": async ({ context }, value) => ok(context.pii.describe(String(value))?.domain ?? null),
};

export function createHostFunctions(deps: EngineDeps, waits: WaitHub): HostFunctions {
  return {
    async serve(context, call) {
      try {
        return await table[call.name]({ deps, waits, context, call }, ...call.args);
      } catch (error) {
        const { code, message } = toPublicError(error);
        if (code === "internal") deps.log.error("host function failed", { name: call.name, error: String(error) });
        return { kind: "outcome", outcome: { ok: false, error: { name: "Error", code, message, retryable: false } } };
      }
    },
  };
}

const asText = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const asNumber = (value: Json | undefined): number | undefined => (typeof value === "number" ? value : undefined);

/** Text is for the model and counts like output; what is not may be as large as one frame, all of it together. */
function checkRoom({ displayed, policy }: RunContext, block: ContentBlock): void {
  const isText = block.type === "text";
  const limitKb = isText ? policy.sandbox.outputKb : policy.sandbox.frameKb;
  const alike = displayed.filter(({ type }) => (type === "text") === isText);
  const bytes = [...alike, block].reduce((sum, shown) => sum + jsonBytes(shown as unknown as Json), 0);
  if (bytes <= limitKb * 1024) return;
  const advice = isText ? "show less or return data" : "use saveFile() for what nobody has to see at once";
  throw new EngineError("limit_exceeded", `Cannot display more than ${limitKb} KB in one run: ${advice}`);
}

function stateKey(key: Json | undefined): string {
  if (typeof key !== "string" || key === "" || key.length > MAX_STATE_KEY) {
    throw new EngineError("bad_input", `Cannot use that state key: write a text of 1 to ${MAX_STATE_KEY} characters`);
  }
  return key;
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new EngineError("bad_input", "Cannot fetch: the URL is not absolute");
  return new URL(text);
}

/** `host` allows the scheme's own port; `host:port` that port. Exact names only. */
function isAllowedHost(url: URL, allowed: string): boolean {
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return allowed.includes(":")
    ? `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}` === allowed
    : url.host === allowed;
}

function toContent(value: Json): ContentBlock {
  if (isJsonObject(value)) {
    const { type, data, mimeType, uri, name, text } = value;
    if ((type === "image" || type === "audio") && typeof data === "string" && typeof mimeType === "string")
      return { type, data, mimeType };
    if (type === "resource_link" && typeof uri === "string" && typeof name === "string")
      return value as unknown as ContentBlock;
    if (type === "resource" && isJsonObject(value.resource)) return { type, resource: value.resource };
    if (type === "text" && typeof text === "string") return { type, text };
  }
  return { type: "text", text: typeof value === "string" ? value : JSON.stringify(value, null, 2) };
}
