import { classifyLabel } from "../../structure/classify-key.ts";
import type { Finding } from "../detector.ts";
import { addLabelled } from "./labelled-value.ts";

const delimiters = ["|", "\t", ";", ","] as const;
const pairDelimiters = ["|", "\t"] as const;
/** Columns and rows that are looked at as a table. */
const MIN_CELLS = 2;
const MAX_CELLS = 100;

interface Cell {
  readonly text: string;
  readonly start: number;
}

interface Head {
  readonly delimiter: string;
  readonly cells: readonly Cell[];
}

/** Lines under a head line with the same number of cells, and pairs of label and value under each other. */
export function findTables(text: string, found: Finding[]): void {
  const lines = text.split("\n");
  let head: Head | undefined;
  let wasPair = false;
  let at = 0;
  lines.forEach((line, index) => {
    const start = at;
    at += line.length + 1;
    if (line.length > 4000) {
      head = undefined;
      return;
    }
    const pair = readPair(line, start);
    const isPair = pair !== undefined && (wasPair || readPair(lines[index + 1] ?? "", 0) !== undefined);
    wasPair = isPair;
    if (isPair) {
      const [label, value] = pair;
      addLabelled(found, label.text, value.text, value.start);
      head = undefined;
      return;
    }
    if (head !== undefined) {
      const { delimiter, cells: labels } = head;
      const cells = splitCells(line, delimiter, start);
      if (cells.length === labels.length) {
        cells.forEach((cell, column) => {
          addLabelled(found, labels[column]?.text ?? "", cell.text, cell.start);
        });
        return;
      }
    }
    head = findHead(line, start);
  });
}

/** Two cells of which the first says what the second is. */
function readPair(line: string, start: number): readonly [Cell, Cell] | undefined {
  const delimiter = line.length > 400 ? undefined : pairDelimiters.find((sign) => line.includes(sign));
  if (delimiter === undefined) return undefined;
  const [label, value, ...more] = splitCells(line, delimiter, start);
  if (label === undefined || value === undefined || more.length > 0) return undefined;
  return "strength" in classifyLabel(label.text) && !("strength" in classifyLabel(value.text))
    ? [label, value]
    : undefined;
}

function findHead(line: string, start: number): Head | undefined {
  for (const delimiter of delimiters) {
    if (!line.includes(delimiter)) continue;
    const cells = splitCells(line, delimiter, start);
    if (cells.length < MIN_CELLS || cells.length > MAX_CELLS) continue;
    const isHead = cells.every(({ text }) => /^[\p{L}][\p{L}\d _./()#-]{0,39}$/u.test(text));
    const says = cells.filter(({ text }) => "strength" in classifyLabel(text)).length;
    if (isHead && says > 0 && cells.filter(({ text }) => text.split(" ").length <= 4).length === cells.length)
      return { delimiter, cells };
  }
  return undefined;
}

function splitCells(line: string, delimiter: string, start: number): readonly Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  for (const part of splitQuoted(line, delimiter)) {
    const text = part.trim().replace(/^"|"$/g, "");
    // The bars at both ends of a Markdown row.
    const isEdge = delimiter === "|" && text === "" && (at === 0 || at + part.length >= line.trimEnd().length);
    if (!isEdge) cells.push({ text, start: start + at + Math.max(0, part.indexOf(text)) });
    at += part.length + 1;
  }
  return cells;
}

function splitQuoted(line: string, delimiter: string): readonly string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const parts: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === delimiter && !isQuoted) {
      parts.push(line.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(line.slice(from));
  return parts;
}
