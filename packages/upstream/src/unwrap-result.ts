import type { ContentBlock, Json, JsonObject, ToolOutcome } from "@sluice/contracts";
import { cleanMessage } from "./clean-text.ts";

const MAX_FAILURE_TEXT = 4_000;
const MAX_DEPTH = 200;

/**
 * What a tool call comes back as in agent code. In this order: structured content; JSON when a lone text
 * block holds an object or array; the text; else the blocks with their types. Never throws.
 */
export function unwrapResult(raw: unknown): ToolOutcome {
  if (!isRecord(raw)) return toBroken("its answer is not an object");
  if (!isShallow(raw, MAX_DEPTH)) return toBroken(`its answer is nested deeper than ${MAX_DEPTH}`);
  const blocks = Array.isArray(raw.content) ? raw.content.map(toContentBlock) : [];
  if (raw.isError === true) return toToolFailure(blocks, raw.structuredContent);
  if (raw.structuredContent !== undefined) return { kind: "ok", value: raw.structuredContent as Json };
  // An answer of the 2024 protocol.
  if (blocks.length === 0 && raw.toolResult !== undefined) return { kind: "ok", value: raw.toolResult as Json };
  return { kind: "ok", value: unwrapBlocks(blocks) };
}

function unwrapBlocks(blocks: readonly ContentBlock[]): Json {
  const [first] = blocks;
  if (first === undefined) return null;
  if (blocks.length === 1) return first.type === "text" ? parseText(first.text) : (first as Json);
  const texts = blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
  // Several texts are one text that a server sent in pieces; with anything else among them each keeps its type.
  return texts.length === blocks.length ? texts.join("\n") : (blocks as unknown as Json);
}

/** A bare number or word in quotes may just as well be prose, so only objects and arrays are read as JSON. */
function parseText(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value, MAX_DEPTH) ? (value as Json) : text;
  } catch {
    return text;
  }
}

function toToolFailure(blocks: readonly ContentBlock[], structured: unknown): ToolOutcome {
  const texts = blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
  const said = texts.join("\n").trim() || (structured === undefined ? "" : JSON.stringify(structured));
  const message = cleanMessage(said, MAX_FAILURE_TEXT) || "The tool failed and did not say why";
  return { kind: "failed", failure: { code: "tool_failed", message, retryable: false } };
}

function toBroken(problem: string): ToolOutcome {
  const message = `Cannot read the answer of the tool: ${problem}`;
  return { kind: "failed", failure: { code: "upstream_failed", message, retryable: false } };
}

function toContentBlock(raw: unknown): ContentBlock {
  const block = isRecord(raw) ? raw : {};
  const text = (key: string): string => (typeof block[key] === "string" ? block[key] : "");
  const optional = (key: string): Record<string, string> =>
    typeof block[key] === "string" ? { [key]: block[key] } : {};
  switch (block.type) {
    case "text":
      return { type: "text", text: text("text") };
    case "image":
    case "audio":
      return { type: block.type, data: text("data"), mimeType: text("mimeType") || "application/octet-stream" };
    case "resource_link":
      return {
        type: "resource_link",
        uri: text("uri"),
        name: text("name") || text("uri"),
        ...optional("mimeType"),
        ...optional("description"),
      };
    case "resource":
      return { type: "resource", resource: isRecord(block.resource) ? (block.resource as JsonObject) : {} };
    default:
      // A kind this protocol version does not know: its JSON is the best we can hand on.
      return { type: "text", text: JSON.stringify(raw ?? null) };
  }
}

/** Without recursion, so that it cannot overflow on what it is there to refuse. */
function isShallow(root: unknown, maxDepth: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return false;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      for (const inner of Array.isArray(value) ? value : Object.values(value)) {
        if (typeof inner === "object" && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
