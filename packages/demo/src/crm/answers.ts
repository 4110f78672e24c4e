import type { CallToolResult } from "@modelcontextprotocol/server";

/** Structured, with the same as text for clients that read only that. */
export function toAnswer(value: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(value) }], structuredContent: value };
}

export function toText(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}

export function toFailure(message: string): CallToolResult {
  return { content: [{ type: "text", text: message }], isError: true };
}

export function toMissing(id: number): CallToolResult {
  return toFailure(
    `Cannot find customer "${id}": there is none with this number, list_customers shows those there are`,
  );
}

export function toBadCursor(): CallToolResult {
  return toFailure("Cannot read the page: the cursor is not one of this server, pass next_cursor as it came");
}
