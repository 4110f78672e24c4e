import { readFileSync, statSync } from "node:fs";
import { isJsonObject } from "@sluice/contracts";
import { type ParseError, parse } from "jsonc-parser";

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_SERVERS = 500;

export interface ClientInput {
  readonly id: string;
  readonly description?: string;
  readonly default?: string;
}

export interface ClientServers {
  readonly servers: readonly (readonly [name: string, raw: unknown])[];
  /** What VS Code asks its user for. */
  readonly inputs: readonly ClientInput[];
}

/** @returns undefined where there is no such file; a text says why it is of no use */
export function readClientFile(path: string): ClientServers | string | undefined {
  let text: string;
  try {
    if (statSync(path).size > MAX_BYTES) return `it is over ${MAX_BYTES} bytes`;
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : `it cannot be read (${code})`;
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\ufeff/, ""), errors, { allowTrailingComma: true });
  if (errors.length > 0 || !isJsonObject(value)) return "it is not JSON with one object";
  const found = findServers(value);
  if (found === undefined) return "it names no servers";
  const servers = Object.entries(found);
  if (servers.length > MAX_SERVERS) return `it names over ${MAX_SERVERS} servers`;
  const holder = isJsonObject(value.mcp) ? value.mcp : value;
  return { servers, inputs: readInputs(holder.inputs) };
}

/** `mcpServers` in most clients, `servers` in VS Code's own file, `mcp.servers` in its settings. */
function findServers(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  if (isJsonObject(value.mcpServers)) return value.mcpServers;
  if (isJsonObject(value.servers)) return value.servers;
  return isJsonObject(value.mcp) && isJsonObject(value.mcp.servers) ? value.mcp.servers : undefined;
}

function readInputs(raw: unknown): readonly ClientInput[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((input: unknown) => {
    if (!isJsonObject(input) || typeof input.id !== "string") return [];
    return [
      {
        id: input.id,
        ...(typeof input.description === "string" ? { description: input.description } : {}),
        ...(typeof input.default === "string" ? { default: input.default } : {}),
      },
    ];
  });
}
