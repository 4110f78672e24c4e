import type { ContentBlock, Json, JsonObject, ToolCall, ToolOutcome } from "@sluice/contracts";
import type { Connection } from "../connection.ts";
import { unwrapResult } from "../unwrap-result.ts";
import { isRecord } from "./list-offers.ts";
import type { OfferName } from "./offer-tools.ts";

const MAX_URI = 16_000;

export interface OfferRequest {
  readonly method: "resources/read" | "prompts/get";
  readonly params: Readonly<Record<string, unknown>>;
}

/** @throws whatever the SDK throws */
export async function callOffer(
  connection: Connection,
  { server, tool, args }: ToolCall,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<ToolOutcome> {
  if (tool === "list_resources") {
    const { resources, warnings } = await connection.listOffers(signal);
    signal.throwIfAborted();
    if (resources === undefined || (warnings.length > 0 && resources.items.length === 0)) {
      const message = `Cannot call "${server}.${tool}": the server does not list its resources now`;
      return { kind: "failed", failure: { code: "upstream_failed", message, retryable: true } };
    }
    return {
      kind: "ok",
      value: { resources: [...resources.items], templates: [...resources.templates] } as unknown as Json,
    };
  }
  const request = toOfferRequest(tool === "get_prompt" ? tool : "read_resource", args);
  if (typeof request === "string") {
    const message = `Cannot call "${server}.${tool}": ${request}`;
    return { kind: "failed", failure: { code: "invalid_arguments", message, retryable: false } };
  }
  const raw = await connection.request(request.method, request.params, signal, timeoutMs);
  return request.method === "prompts/get" ? unwrapPrompt(raw) : unwrapResource(raw);
}

/** @returns the request, or what is wrong with the arguments */
function toOfferRequest(name: Exclude<OfferName, "list_resources">, args: JsonObject): OfferRequest | string {
  if (name === "read_resource") {
    const { uri } = args;
    if (typeof uri !== "string" || uri === "" || uri.length > MAX_URI) return "uri must be a text";
    return { method: "resources/read", params: { uri } };
  }
  const { name: prompt, arguments: filled = {} } = args;
  if (typeof prompt !== "string" || prompt === "") return "name must be the name of a prompt";
  if (!isRecord(filled) || !Object.values(filled).every((value) => typeof value === "string")) {
    return "arguments must be an object of texts";
  }
  return { method: "prompts/get", params: { name: prompt, arguments: filled } };
}

/** One text or one medium comes as itself, several things with their addresses. Never throws. */
export function unwrapResource(raw: unknown): ToolOutcome {
  const contents = isRecord(raw) && Array.isArray(raw.contents) ? raw.contents.filter(isRecord) : undefined;
  if (contents === undefined) return unwrapResult(undefined);
  const [only, second] = contents;
  const blocks = second === undefined && only !== undefined ? [toBlock(only)] : contents.map(toResourceBlock);
  return unwrapResult({ content: blocks });
}

/** @returns `{ description?, messages: [{ role, content }] }`; content that is text comes as such. Never throws. */
export function unwrapPrompt(raw: unknown): ToolOutcome {
  if (!isRecord(raw) || !Array.isArray(raw.messages)) return unwrapResult(undefined);
  const messages = raw.messages.filter(isRecord).map(({ role, content }) => ({
    role: typeof role === "string" ? role : "user",
    content: (isRecord(content) && content.type === "text" ? String(content.text ?? "") : (content ?? null)) as Json,
  }));
  const description = typeof raw.description === "string" ? { description: raw.description } : {};
  // Through the same door as every result, for its limit of depth.
  return unwrapResult({ structuredContent: { ...description, messages } });
}

function toBlock(content: Record<string, unknown>): ContentBlock {
  const { text, blob, mimeType } = content;
  if (typeof text === "string") return { type: "text", text };
  const kind = typeof mimeType === "string" ? /^(image|audio)\//.exec(mimeType)?.[1] : undefined;
  if (typeof blob === "string" && kind !== undefined) {
    return { type: kind as "image" | "audio", data: blob, mimeType: String(mimeType) };
  }
  return toResourceBlock(content);
}

function toResourceBlock(content: Record<string, unknown>): ContentBlock {
  return { type: "resource", resource: content as JsonObject };
}
