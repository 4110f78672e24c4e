import { looksLikeFullName } from "../../names/name-evidence.ts";
import { classifyKey } from "../../structure/classify-key.ts";
import { looksLikePersonValue } from "../../structure/person-field.ts";
import { fitsPerson, fitsType } from "../../structure/value-shape.ts";
import type { Detector, Finding } from "../detector.ts";

const labelledLine =
  /^[ \t>*•-]{0,8}(?:\*\*)?([\p{L}][\p{L} _./-]{1,39}?)(?:\*\*)?[ \t]{0,3}[:=][ \t]{0,8}(?:\*\*)?[ \t]{0,8}(\S.{0,199}?)[ \t,;]*$/gmu;
const delimiters = ["|", "\t", ";", ","] as const;
/** Columns and rows that are looked at as a table. */
const MIN_CELLS = 2;
const MAX_CELLS = 100;

/** Text that is laid out as data: `Name: Ada Lovelace`, and tables with a head line. Read like fields of a record. */
export const labelledDetector: Detector = {
  name: "labelled",
  types: [
    "person",
    "email",
    "phone",
    "card",
    "iban",
    "tax-id",
    "address",
    "ip",
    "mac",
    "ssn",
    "passport",
    "birth-date",
    "national-id",
  ],
  wants: (traits) => traits.colons > 0 || traits.hasLines,
  find(text, traits) {
    const found: Finding[] = [];
    if (traits.colons > 0 || text.includes("=")) {
      for (const match of text.matchAll(labelledLine)) {
        const [all, label = "", value = ""] = match;
        addParts(found, label, value, match.index + all.lastIndexOf(value));
      }
    }
    if (traits.hasLines) findTables(text, found);
    return found;
  },
};

/** `Name: Ada Byron, phone: 555-0132`: several labels in one line. */
const nextLabel = /(?:[,;|/]|\s{2})\s*(\p{L}[\p{L} ._-]{1,24}) ?[:=] ?(?=\S)/gu;

function addParts(found: Finding[], label: string, value: string, start: number): void {
  let name = label;
  let from = 0;
  for (const match of value.matchAll(nextLabel)) {
    add(found, name, value.slice(from, match.index).trimEnd(), start + from);
    name = match[1] ?? "";
    from = match.index + match[0].length;
  }
  add(found, name, value.slice(from), start + from);
}

function add(found: Finding[], label: string, value: string, start: number): void {
  const verdict = classifyKey(label);
  const end = start + value.length;
  if (verdict.type === "name") {
    if (fitsPerson(value) && (looksLikeFullName(value) || /^\p{Lu}\S+ \p{Lu}\S+$/u.test(value)))
      found.push({ start, end, type: "person", score: 0.7 });
  } else if ("strength" in verdict && fitsType(verdict.type, value)) {
    // `Billing address: Ada Lovelace` goes on in the next line.
    if (verdict.type === "address" && !/\d/.test(value)) return;
    if (verdict.strength === "strong") found.push({ start, end, type: verdict.type, score: 0.96 });
    else found.push(...findPeople(value, start));
  }
}

/** `Watchers: Ada Byron, S. Papadopoulos`, `Approved by: Ada Byron on 1 May`. */
function findPeople(value: string, start: number): readonly Finding[] {
  const found: Finding[] = [];
  for (const match of value.matchAll(/[^,;/]+/g)) {
    const name = match[0].replace(/ (?:on|at|from|via|\(|[-–—]) .*$| ?\(.*$/, "").trim();
    if (!looksLikePersonValue(name)) continue;
    const from = start + match.index + match[0].indexOf(name);
    found.push({ start: from, end: from + name.length, type: "person", score: 0.8 });
  }
  return found;
}

interface Cell {
  readonly text: string;
  readonly start: number;
}

/** Lines under a head line with the same number of cells. */
function findTables(text: string, found: Finding[]): void {
  let head: { readonly delimiter: string; readonly cells: readonly Cell[] } | undefined;
  let at = 0;
  for (const line of text.split("\n")) {
    const start = at;
    at += line.length + 1;
    if (line.length > 4000) {
      head = undefined;
      continue;
    }
    if (head !== undefined) {
      const cells = splitCells(line, head.delimiter, start);
      if (cells.length === head.cells.length) {
        cells.forEach((cell, index) => {
          add(found, head?.cells[index]?.text ?? "", cell.text, cell.start);
        });
        continue;
      }
      head = undefined;
    }
    head = findHead(line, start);
  }
}

function findHead(
  line: string,
  start: number,
): { readonly delimiter: string; readonly cells: readonly Cell[] } | undefined {
  for (const delimiter of delimiters) {
    if (!line.includes(delimiter)) continue;
    const cells = splitCells(line, delimiter, start);
    if (cells.length < MIN_CELLS || cells.length > MAX_CELLS) continue;
    const isHead = cells.every(({ text }) => /^[\p{L}][\p{L}\d _./()#-]{0,39}$/u.test(text));
    const says = cells.filter(({ text }) => "strength" in classifyKey(text)).length;
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
