import type { Detector, Finding } from "../detector.ts";
import { findMarkedUp } from "./labelled-markup.ts";
import { findTables } from "./labelled-table.ts";
import { addLabelled } from "./labelled-value.ts";

const labelledLine =
  /^[ \t>*•-]{0,8}(?:\*\*)?([\p{L}][\p{L} _./-]{1,39}?)(?:\*\*)?[ \t]{0,3}[:=][ \t]{0,8}(?:\*\*)?[ \t]{0,8}(\S.{0,199}?)[ \t,;]*$/gmu;
/** Text that is laid out as data: `Name: Ada Lovelace`, markup, tables. Read like fields of a record. */
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
  wants: (traits) => traits.colons > 0 || traits.hasLines || traits.hasEquals || traits.hasTags,
  find(text, traits) {
    const found: Finding[] = [];
    if (traits.colons > 0 || traits.hasEquals) {
      for (const match of text.matchAll(labelledLine)) {
        const [all, label = "", value = ""] = match;
        addParts(found, label, value, match.index + all.lastIndexOf(value));
      }
    }
    findMarkedUp(text, traits, found);
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
    addLabelled(found, name, value.slice(from, match.index).trimEnd(), start + from);
    name = match[1] ?? "";
    from = match.index + match[0].length;
  }
  addLabelled(found, name, value.slice(from), start + from);
}
