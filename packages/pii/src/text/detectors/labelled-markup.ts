import { isCommonWord } from "../../names/name-evidence.ts";
import type { Finding, TextTraits } from "../detector.ts";
import { addLabelled } from "./labelled-value.ts";

const key = "[\\p{L}_][\\p{L}\\d_.-]{0,40}";
/** `firstName: "Ada"`, `"firstName":"Ada"`, `first_name='Ada'`: source text, parts of JSON, attributes. */
const quoted = new RegExp(`(?<![\\p{L}\\d_])(${key})["']?\\s?[:=]\\s?(["'])([^"'\\n\\\\]{2,200})\\2`, "gu");
/** `<firstName>Ada</firstName>` */
const element = new RegExp(`<(${key})(?:\\s[^<>]{0,200})?>([^<>]{2,200})</\\1>`, "gu");
/** `?first_name=Ada&phone=5550132`, `user=ada phone=5550132` */
const assigned = new RegExp(`(?<![^?&\\s;(])(${key})=([^&\\s"'<>;,]{2,100})(?=[&\\s;,)]|$)`, "gu");

/** Fields inside of text: what is left of a record in logs, markup, addresses of pages and source. */
export function findMarkedUp(text: string, traits: TextTraits, found: Finding[]): void {
  if (traits.colons > 0 || traits.hasEquals)
    for (const match of text.matchAll(quoted)) read(found, match[1], match[3], match.index + match[0].length - 1);
  if (traits.hasTags)
    for (const match of text.matchAll(element))
      read(found, match[1], match[2], match.index + match[0].lastIndexOf("</"));
  if (traits.hasEquals)
    for (const match of text.matchAll(assigned)) read(found, match[1], match[2], match.index + match[0].length);
}

function read(found: Finding[], label = "", value = "", end: number): void {
  // `lastName: "Last name"`: what forms say about a field.
  if (value.split(/[\s_]+/).every((word) => isCommonWord(word))) return;
  addLabelled(found, label, value, end - value.length);
}
