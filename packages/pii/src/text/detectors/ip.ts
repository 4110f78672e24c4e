import { isIPv6 } from "node:net";
import { hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = new RegExp(
  `(?<![\\p{L}\\d_.-])(?:${octet}\\.){3}${octet}(?:/(?:3[0-2]|[12]?\\d))?(?![\\p{L}\\d_-]|\\.\\d|/\\d)`,
  "gu",
);
const ipv6 =
  /(?<![\p{L}\d_:.])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*(?:(?:\.\d{1,3}){3})?(?:%[\w.]{1,16})?(?:\/\d{1,3})?(?![\p{L}\d_:])/giu;
const version = /(?:\bv|ver\.?|version|release|build|драйвер|верси\p{L}+|sdk|firmware|api)\W{0,3}$/u;
const named = /\bip\b|ipv[46]|addr|host|from|src|dst|source|client|listen|connect|server|local|gateway|dns|ping|адрес/;

export const ipDetector: Detector = {
  name: "ip",
  types: ["ip"],
  wants: (traits) => (traits.digits >= 4 && traits.hasDot) || traits.colons >= 2,
  find(text, traits) {
    const found: Finding[] = [];
    if (traits.hasDot) {
      for (const match of text.matchAll(ipv4)) {
        if (hasCueBefore(text, match.index, version, 16)) continue;
        found.push({ start: match.index, end: match.index + match[0].length, type: "ip", score: 0.92 });
      }
    }
    if (traits.colons >= 2) {
      for (const match of text.matchAll(ipv6)) {
        const [all] = match;
        const plain = all.replace(/%.*$/, "").replace(/\/\d+$/, "");
        if (!isIPv6(plain)) continue;
        const groups = plain.split(":").filter((group) => group !== "").length;
        // `a::b` is a name in many languages, and `::` an operator in more.
        const isClear = groups >= 4 || /\d/.test(plain) || all !== plain;
        if (!isClear && !hasCueBefore(text, match.index, named, 24)) continue;
        found.push({ start: match.index, end: match.index + all.length, type: "ip", score: 0.92 });
      }
    }
    return found;
  },
};
