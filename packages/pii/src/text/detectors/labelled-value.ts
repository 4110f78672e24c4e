import { looksLikeFullName } from "../../names/name-evidence.ts";
import { classifyLabel } from "../../structure/classify-key.ts";
import { looksLikePersonValue } from "../../structure/person-field.ts";
import { fitsPerson, fitsType } from "../../structure/value-shape.ts";
import type { Finding } from "../detector.ts";

/** Reads a value like a field of the label's name. */
export function addLabelled(found: Finding[], label: string, value: string, start: number): void {
  const verdict = classifyLabel(label);
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
    const name = match[0].replace(/ (?:on|at|from|via|\(|[-–—]) .*$| ?[(<].*$/, "").trim();
    if (!looksLikePersonValue(name)) continue;
    const from = start + match.index + match[0].indexOf(name);
    found.push({ start: from, end: from + name.length, type: "person", score: 0.8 });
  }
  return found;
}
