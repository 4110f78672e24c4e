import { isSsn } from "../check-digits.ts";
import { hasCue, hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

const candidate = /(?<![\p{L}\d_.+/-])\d{3}([- .]?)\d{2}([- .]?)\d{4}(?![\p{L}\d_]|[-./]\d)/gu;
const cue = /\bssn|social sec|\bss#|\bss no|taxpayer|\bitin\b/;
const taxCue = /\bitin\b|taxpayer|tax id/;
const otherNumber =
  /(?:order|invoice|tracking|phone|tel|fax|mobile|part|model|case|ticket|driver|licen[sc]e|passport|zip)\W{0,4}(?:\w+\W{1,3})?$/;
/** Groups that the tax office gives to people without a social security number. */
const isTaxpayerGroup = (group: number): boolean =>
  (group >= 50 && group <= 65) ||
  (group >= 70 && group <= 88) ||
  (group >= 90 && group <= 92) ||
  (group >= 94 && group <= 99);

export const ssnDetector: Detector = {
  name: "ssn",
  types: ["ssn", "tax-id"],
  wants: (traits) => traits.digits >= 9,
  find(text) {
    const found: Finding[] = [];
    for (const match of text.matchAll(candidate)) {
      const [all, first = "", second = ""] = match;
      const digits = all.replace(/\D/g, "");
      const start = match.index;
      const end = start + all.length;
      if (!isSsn(digits)) continue;
      const isNamed = hasCue(text, start, end, cue);
      const isTax = digits.startsWith("9") && isTaxpayerGroup(Number(digits.slice(3, 5)));
      if (digits.startsWith("9") && !isTax && !isNamed) continue;
      const isDashed = first === "-" && second === "-";
      if (isNamed)
        found.push({ start, end, type: isTax && hasCue(text, start, end, taxCue) ? "tax-id" : "ssn", score: 0.95 });
      else if (isDashed && !hasCueBefore(text, start, otherNumber, 24)) {
        found.push({ start, end, type: isTax ? "tax-id" : "ssn", score: 0.85 });
      }
    }
    return found;
  },
};
