import { matchGlob } from "./match-glob.ts";

/**
 * Whether a pattern `<server>.<tool>` covers a tool, by the server's configured name and the tool's original MCP name.
 *
 * - The pattern splits at its first dot, as an address does: server names have no dot, tool names may.
 * - `*` stands for any characters within its part, so `crm.*` reaches no other server and `*.delete_*` every server.
 * - `*` alone covers every tool. Any other pattern without a dot covers nothing (and does not parse).
 * - Case counts, and nothing is converted: a camelCase function name is not a tool name.
 */
export function matchAddress(pattern: string, server: string, tool: string): boolean {
  if (pattern === "*") return true;
  const dot = pattern.indexOf(".");
  if (dot === -1) return false;
  return matchGlob(pattern.slice(0, dot), server) && matchGlob(pattern.slice(dot + 1), tool);
}

/** What is wrong with an address pattern, or undefined. */
export function findAddressProblem(pattern: string): string | undefined {
  if (pattern === "*") return undefined;
  const dot = pattern.indexOf(".");
  if (dot === -1)
    return `"${pattern}" names no tool, write "${pattern.replace(/\*+$/, "")}.*" for a whole server or "server.tool"`;
  if (dot === 0 || dot === pattern.length - 1) return `"${pattern}" lacks a part, write "server.tool" or "server.*"`;
  if (pattern.includes("**")) return `"${pattern}" has "**", which only argument patterns know, write "*"`;
  if (!/^[A-Za-z0-9_*-]+$/.test(pattern.slice(0, dot))) {
    return `"${pattern.slice(0, dot)}" can be no server's name, write letters, digits, "-", "_" and "*" before the first dot`;
  }
  return undefined;
}
