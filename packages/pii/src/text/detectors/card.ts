import { isLuhn } from "../check-digits.ts";
import { hasCue, hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

const candidate = /(?<![\p{L}\d_.-])\d(?:[ -]?\d){11,18}(?![\p{L}\d_]|[.-]\d)/gu;
const cue =
  /card|visa|master|amex|american express|maestro|discover|diners|jcb|unionpay|мир\b|карт|credit|debit|cvv|cvc|tarjeta|karte|carte|payment|оплат/;
const otherNumber =
  /(?:trace|span|request|order|invoice|account|acct|tracking|transaction|serial|imei|ean|isbn|timestamp|commit|build|sku|\bid)\W{0,4}$|заказ|счет|счёт/;

/** Issuer ranges and the lengths they come in. */
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^220[0-4]/, [16, 17, 18, 19]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^35/, [16, 17, 18, 19]],
  [/^(?:2131|1800)/, [15]],
  [/^6(?:011|4[4-9]|5|22)/, [16, 17, 18, 19]],
  [/^(?:5[06-8]|6\d)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

const isIssued = (digits: string): boolean =>
  issuers.some(([start, lengths]) => start.test(digits) && lengths.includes(digits.length));

export const cardDetector: Detector = {
  name: "card",
  types: ["card"],
  wants: (traits) => traits.digits >= 12,
  find(text) {
    const found: Finding[] = [];
    for (const match of text.matchAll(candidate)) {
      const [all] = match;
      const digits = all.replace(/[ -]/g, "");
      if (!isLuhn(digits)) continue;
      const start = match.index;
      const end = start + all.length;
      const isGrouped = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{4,5}$/.test(all);
      const isNamed = hasCue(text, start, end, cue);
      const isPlain = all.length === digits.length;
      if (!isGrouped && !isPlain && !isNamed) continue;
      if (!isNamed && (!isIssued(digits) || hasCueBefore(text, start, otherNumber, 24))) continue;
      // A bare run of digits in data is an identifier; in a sentence it is what the sentence is about.
      if (isPlain && !isNamed && !/\p{L}{2,} ?\p{L}*[\s:,"'(]/u.test(text)) continue;
      found.push({ start, end, type: "card", score: isNamed ? 0.97 : isGrouped ? 0.9 : 0.7 });
    }
    return found;
  },
};
