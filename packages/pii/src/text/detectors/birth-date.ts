import { hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

const month =
  "(?:jan|ene|gen|feb|f[ée]v|mar|mär|mrt|apr|abr|avr|may|mai|mei|mag|jun|juin|giu|jul|juil|lug|aug|ago|ao[uû]t|sep|set|oct|okt|ott|out|nov|dec|d[ée]c|dez|dic|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\\p{L}{0,7}\\.?";
const date = new RegExp(
  `(?<![\\p{L}\\d])(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})|\\d{1,2}(?:st|nd|rd|th|er|\\.|º)?[ -](?:of |de )?${month},?[ -](?:de )?\\d{4}|${month} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})(?![\\p{L}\\d])`,
  "giu",
);
const cueBefore =
  /\bdob\b|d\.o\.b|birth|\bborn\b|bday|b-day|geboren|geburts|\bgeb\.|nacid|naci[óo]|nacimiento|(?<!\p{L})née?(?!\p{L})|\bnato\b|\bnata\b|nascita|nasceu|ur\. |\bfødt\b|\bfödd\b|naissance|nascid|рожд|родил|д\.\s?р\.|др:/u;
const cueAfter = /^\s?(?:г(?:ода?|\.)?\s?р(?:\.|ожд)|года? рожд|\(dob|birth|geboren|geb\.)/;

const anyCue = new RegExp(`${cueBefore.source}|г(?:ода?|\\.)?\\s?р(?:\\.|ожд)`, "u");

export const birthDateDetector: Detector = {
  name: "birth-date",
  types: ["birth-date"],
  wants: (traits) => traits.digits >= 5,
  find(text, traits) {
    if (!anyCue.test(traits.lower)) return [];
    const found: Finding[] = [];
    for (const match of text.matchAll(date)) {
      const start = match.index;
      const end = start + match[0].length;
      if (!hasCueBefore(text, start, cueBefore, 32) && !cueAfter.test(text.slice(end, end + 24).toLowerCase()))
        continue;
      found.push({ start, end, type: "birth-date", score: 0.9 });
    }
    return found;
  },
};
