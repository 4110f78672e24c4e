import type { Json, JsonObject } from "@sluice/contracts";
import { isCommonWord, isGivenName, isPlace, looksLikeFullName } from "../names/name-evidence.ts";
import { classifyKey } from "./classify-key.ts";
import { isPersonNoun, thingNouns } from "./key-rules.ts";
import { singular, splitKey } from "./split-key.ts";
import { fitsPerson } from "./value-shape.ts";

const personal = new Set(["email", "phone", "birth-date", "passport", "ssn", "national-id"]);
/** Parts of a name: only persons have them. */
const namePart =
  /^(?:first|given|last|family|middle)_?name$|^(?:vor|nach)name$|^pr[eé]nom$|^(?:имя|фамилия|отчество)$/i;
const organisationKeys =
  /^(?:kpp|кпп|ogrn|огрн|website|web_?site|industry|legal_?form|domain|slug|sku|price|url|html_url|stars?|version|description|private|color|size)$/i;
const organisationValue =
  /\b(?:inc|llc|ltd|gmbh|corp|co|plc|s\.?a|oy|ab|ag|bv|group|team|bank|university|foundation|partners|solutions|technologies|systems|services|studio|department)\.?$|^(?:ООО|ОАО|ЗАО|ПАО|АО|ТОО|ФГУП|МУП|ГБУ)\s|["«»“”]/iu;
const serviceMailbox =
  /^(?:support|info|admin|help|sales|contact|office|hello|team|billing|postmaster|webmaster|notifications?)@/i;

/** `likely`: the field it stands in says so, and nothing in the record itself. */
export type RecordKind = "person" | "likely" | "thing" | "unknown";

/** Whether a record's `name` is a person's, by the fields beside it and the name of the field it stands in. */
export function classifyRecord(record: JsonObject, parent: string): RecordKind {
  const words = splitKey(parent).map(singular);
  const last = words.at(-1) ?? "";
  if (thingNouns.has(last)) return "thing";
  const isPersonal = hasPersonalField(record);
  if (isPersonal && hasServiceMailbox(record)) return "thing";
  if (isPersonNoun(words)) return isPersonal ? "person" : "likely";
  return isPersonal && !Object.keys(record).some((key) => organisationKeys.test(key)) ? "person" : "unknown";
}

function hasServiceMailbox(record: JsonObject): boolean {
  return Object.values(record).some((value) => typeof value === "string" && serviceMailbox.test(value));
}

/** A record that is somebody's by its own fields, not only by the name of the field it stands in. */
function hasPersonalField(record: JsonObject): boolean {
  return Object.keys(record).some((key) => {
    const verdict = classifyKey(key);
    return namePart.test(key)
      ? typeof record[key] === "string"
      : record[key] !== null && personal.has(verdict.type) && "strength" in verdict;
  });
}

/** Whether a value under a bare `name` is a person's, given what the record says. */
export function isPersonName(value: Json, kind: RecordKind): boolean {
  if (typeof value !== "string" || !fitsPersonOrBot(value, kind)) return false;
  if (organisationValue.test(value)) return false;
  if (kind === "person") return true;
  // Slackbot, but not Talbot.
  if (kind === "likely" && /^\S{4,}bot$/i.test(value) && isCommonWord(value.slice(0, -3))) return false;
  if (kind === "likely") return /^\P{L}*\p{Lu}/u.test(value) || looksLikeFullName(value);
  return kind === "unknown" && looksLikeFullName(value);
}

function fitsPersonOrBot(value: string, kind: RecordKind): boolean {
  // Beside a personal e-mail address even `octo-cat[bot]` names somebody.
  return fitsPerson(value) || (kind === "person" && /^[\p{L}\p{N}._-]{2,39}(?:\[bot\])?$/u.test(value));
}

/** Values under `author`, `contact` and the like: a person only where the value looks like one. */
export function looksLikePersonValue(value: string): boolean {
  if (!fitsPerson(value) || organisationValue.test(value)) return false;
  if (looksLikeFullName(value)) return true;
  const words = value.split(/\s+/);
  if (words.length === 1) return isGivenName(value) && !isCommonWord(value) && !isPlace(value);
  return (
    words.length <= 4 &&
    words.every((word) => /^(?:\p{Lu}|van|von|de|der|del|da|di|bin|al)/u.test(word)) &&
    !words.every((word) => isCommonWord(word))
  );
}
