import type { Detector, Finding } from "../detector.ts";

const colons = /(?<![\p{L}\d_:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\p{L}\d_:-])/giu;
const dots = /(?<![\p{L}\d_.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\p{L}\d_]|\.\w)/giu;

export const macDetector: Detector = {
  name: "mac",
  types: ["mac"],
  wants: (traits) => traits.colons >= 5 || traits.dashes >= 5 || (traits.hasDot && traits.digits > 2),
  find(text, traits) {
    const found: Finding[] = [];
    for (const pattern of [colons, dots]) {
      if (pattern === dots && !traits.hasDot) continue;
      for (const match of text.matchAll(pattern)) {
        const hex = match[0].replace(/[^0-9a-f]/gi, "");
        if (/^(.)\1+$/.test(hex) || (pattern === dots && /^\d+$/.test(hex))) continue;
        found.push({ start: match.index, end: match.index + match[0].length, type: "mac", score: 0.95 });
      }
    }
    return found;
  },
};
