import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError } from "@sluice/contracts";
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

/** The text with further servers, everything else as it was to the letter, comments too. */
export function addServers(text: string, servers: Readonly<Record<string, unknown>>): string {
  const start = text.trim() === "" ? "{}\n" : text;
  const held = parseTree(start, [], { allowTrailingComma: true });
  const node = held === undefined ? undefined : findNodeAtLocation(held, ["mcpServers"]);
  if (held === undefined) return start;
  return node?.type === "object"
    ? addProperties(start, node, servers, 1)
    : addProperties(start, held, { mcpServers: servers }, 0);
}

/**
 * Behind the last property and what is said about it; jsonc-parser's own edits would put a comment that stands
 * there behind the new one, and lay out its neighbour anew.
 */
function addProperties(text: string, object: Node, added: Readonly<Record<string, unknown>>, depth: number): string {
  const indent = /\n( +|\t)\S/.exec(text)?.[1] ?? "  ";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const margin = indent.repeat(depth + 1);
  const lines = Object.entries(added).map(([key, value]) =>
    `${JSON.stringify(key)}: ${JSON.stringify(value, null, indent)}`.split("\n").join(eol + margin),
  );
  const close = object.offset + object.length - 1;
  const last = object.children?.at(-1);
  const after = last === undefined ? object.offset + 1 : last.offset + last.length;
  const comma = last === undefined || hasComma(text.slice(after, close)) ? "" : ",";
  const said = text.slice(after, close).trimEnd();
  const end = text.slice(after + said.length, close);
  const entries = lines.map((line) => eol + margin + line).join(",");
  const tail = end.includes("\n") ? end : eol + indent.repeat(depth);
  return text.slice(0, after) + comma + said + entries + tail + text.slice(close);
}

/** Between a value and the end of its object there is nothing but a comma, space and comments. */
function hasComma(text: string): boolean {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "").includes(",");
}

export function readConfigText(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Replaces the file whole, with the mode it had; a link stays one. @throws EngineError `storage_failed` */
export function writeConfigText(file: string, text: string): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const draft = join(dirname(target), `.sluice.json.${randomBytes(6).toString("hex")}`);
  try {
    const mode = existsSync(target) ? statSync(target).mode & 0o777 : 0o644;
    writeFileSync(draft, text, { mode, flag: "wx" });
    renameSync(draft, target);
  } catch (cause) {
    throw new EngineError("storage_failed", `Cannot write "${file}": its folder cannot be written`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}
