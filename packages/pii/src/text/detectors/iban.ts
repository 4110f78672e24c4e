import { isIban } from "../check-digits.ts";
import type { Detector, Finding } from "../detector.ts";

const candidate = /(?<![\p{L}\d])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,32}(?![\p{L}\d])/gu;
/** Length of each country's IBAN: a longer candidate is cut there. */
const lengths = new Map(
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

export const ibanDetector: Detector = {
  name: "iban",
  types: ["iban"],
  wants: (traits) => traits.digits >= 8 && traits.hasLatin,
  find(text) {
    const found: Finding[] = [];
    for (const match of text.matchAll(candidate)) {
      const length = lengths.get(match[0].slice(0, 2).toUpperCase());
      if (length === undefined) continue;
      const cut = cutAt(match[0], length);
      if (cut === undefined || !isIban(cut)) continue;
      found.push({ start: match.index, end: match.index + cut.length, type: "iban", score: 0.99 });
    }
    return found;
  },
};

/** The first `length` letters and digits with their separators; nothing where a word would be cut in two. */
function cutAt(text: string, length: number): string | undefined {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (/[A-Za-z0-9]/.test(text[at] as string)) seen++;
    if (seen === length) return /[A-Za-z0-9]/.test(text[at + 1] ?? "") ? undefined : text.slice(0, at + 1);
  }
  return undefined;
}
