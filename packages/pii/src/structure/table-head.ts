import { isJsonObject, type Json, type JsonObject } from "@sluice/contracts";
import { classifyLabel } from "./classify-key.ts";

const MIN_COLUMNS = 2;
const MAX_COLUMNS = 500;
const columnName = /^\p{L}[\p{L}\d _./()#-]{0,59}$/u;

/** Column names of rows that are arrays: of spreadsheets, where the first row holds them, and of databases, where a field beside does. */
export function findHead(rows: readonly Json[], beside: JsonObject | undefined): readonly string[] | undefined {
  const [first, second] = rows;
  if (!Array.isArray(first)) return undefined;
  if (beside !== undefined) {
    for (const value of Object.values(beside)) {
      if (value === rows || !Array.isArray(value) || value.length !== first.length) continue;
      const head = toHead(value);
      if (head !== undefined) return head;
    }
  }
  return Array.isArray(second) ? toHead(first) : undefined;
}

/** Names as they are, or in objects: `{ name: "email", type: "text" }`. At least one has to tell what its column holds. */
function toHead(cells: readonly Json[]): readonly string[] | undefined {
  if (cells.length < MIN_COLUMNS || cells.length > MAX_COLUMNS) return undefined;
  const names = cells.map((cell) => (isJsonObject(cell) ? (cell.name ?? cell.label ?? cell.field) : cell));
  if (!names.every((name): name is string => typeof name === "string" && columnName.test(name))) return undefined;
  return names.some((name) => isTelling(name)) ? names : undefined;
}

function isTelling(name: string): boolean {
  const verdict = classifyLabel(name);
  return "strength" in verdict && verdict.strength === "strong";
}

/** A row as the record that it is. */
export function toRecord(head: readonly string[], row: readonly Json[]): JsonObject {
  return Object.fromEntries(head.map((name, at) => [name, row[at] ?? null]));
}
