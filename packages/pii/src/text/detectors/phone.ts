import { type CountryCode, isPossiblePhoneNumber, isValidPhoneNumber } from "libphonenumber-js/min";
import { hasCue, hasCueBefore } from "../context.ts";
import type { Detector, Finding } from "../detector.ts";

const candidate =
  /(?<![\p{L}\d_/=#@-]|\d[.,:]|[\p{L}\d]\+)(?:\+ ?|00)?\(?\d(?:[ \u00a0]?[().\-–/]{0,2}[ \u00a0]?\d){5,16}(?: ?(?:x|ext\.?|доб\.?) ?\d{1,6})?(?![\p{L}\d_]|[.,:/-]\d)/giu;
const cue =
  /phone|tel\b|tel[.:]|mobile|\bcell|\bcall|fax|dial|\bsms|text me|reach|contact|whatsapp|viber|telegram|\bring\b|answering|messages? to|my number|number is|hotline|handy|desk ?:|(?<![а-яё])тел(?![а-яё])|телефон|(?<![а-яё])моб|звон|факс|номер|ватсап|telef|t[ée]l[ée]ph|t[ée]l\.|mobil|m[óo]vil|celular|cellulare|portable|\bgsm\b|\bcep\b|rufnummer|direct ?:|direct line|landline|durchwahl|свяж|связь|(?:на|для) связи|смс/;
const cueAfter = /^[\s,)-]{0,2}(?:office|home|work|mobile|cell|fax|desk|tel|раб|дом|моб)/;
const strongCue =
  /phone|tel\b|tel[.:]|mobile|\bcell|\bcall|fax|sms|(?<![а-яё])тел(?![а-яё])|телефон|(?<![а-яё])моб|звон/;
const otherNumber =
  /(?:\bid|order|invoice|account|zip|code|isbn|version|ssn|card|price|total|amount|sku|serial|licen[sc]e|passport|route|routing|port|pid|build|issue|\bpr|№ ?заказа|инн|снилс|паспорт|счет|счёт|кпп|огрн|бик|iban|visa|mastercard|date|since|year|\bnhs|medicare|\bmrn|member|policy|claim|batch|\blot|model|гост р?|снип|\bсп|приказ|протокол|договор|aadhaar|\bbsn|pesel|\bdni|ausweis)\W{0,6}(?:\w+\W{1,3}){0,2}$/;
const regions: readonly CountryCode[] = ["US", "RU", "GB", "DE", "FR"];

function isDateOrAddress(text: string): boolean {
  return (
    /^\(?(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?:\s\d{1,2}|$)/.test(text) ||
    // Addresses of machines and versions; and book numbers.
    /^(?:\d{1,4}\.){3}\d{1,5}$/.test(text) ||
    /^97[89][- ]?(?:\d[- ]?){9}\d$/.test(text) ||
    /^(?:19|20)\d{2}\s?[-–/]\s?(?:(?:19|20)\d{2}|\d{2})$/.test(text) ||
    // Numbers of papers and of standards, with their year: 2024-0098-1123, 52289-2019.
    /^(?:19|20)\d{2}-\d{4}-\d+$|^\d{4,6}[-.](?:\d{4,6}\.)?(?:19|20)\d{2}$|^\d{2}\.\d{5}\.(?:19|20)\d{2}$/.test(text) ||
    // A decimal, in parentheses where a method of it is called.
    /^\(?\d+\.\d+$/.test(text)
  );
}

function scoreOf(text: string, all: string, start: number, end: number): number {
  const digits = all.replace(/(?:x|ext|доб).*$/iu, "").replace(/\D/g, "");
  if (digits.length > 15 || /^(\d)\1+$/.test(digits)) return 0;
  const isNamed = hasCue(text, start, end, cue, 40) || cueAfter.test(text.slice(end, end + 12).toLowerCase());
  if (isDateOrAddress(all) || (!isNamed && /^\d{1,3}(?:[ ,.]\d{3})+$/.test(all))) return 0;
  if (hasCueBefore(text, start, otherNumber, 32) && !hasCueBefore(text, start, strongCue, 20)) return 0;
  const body = all.trim();
  if (body.startsWith("+") || (body.startsWith("00") && (isNamed || /\D/.test(body)))) {
    const international = `+${digits.replace(/^00/, "")}`;
    if (isPossiblePhoneNumber(international)) return isValidPhoneNumber(international) ? 0.97 : 0.8;
    return isNamed && digits.length >= 7 ? 0.7 : 0;
  }
  const groups = body.split(/[^\d]+/).filter((group) => group !== "");
  const isGrouped = groups.length >= 2;
  if (/^[78]/.test(digits) && digits.length === 11 && /^[78]\D{0,3}[3489]\d\d/.test(body))
    return isGrouped || isNamed ? 0.95 : /^[78]9/.test(digits) ? 0.6 : 0;
  if (/^\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}(?:\s?(?:x|ext).*)?$/i.test(body)) return 0.9;
  if (/^\(\d{2,5}\)[-. ]?\d[\d\s.-]{4,10}\d/.test(body)) return 0.85;
  if (isNamed) {
    if (digits.length < 6) return 0;
    return isGrouped || digits.length >= 7 ? 0.8 : 0.5;
  }
  if (!isGrouped || digits.length < 9 || digits.length > 14) return 0;
  // From one number to another: 361129-634985.
  if (/^[1-9]\d{4,}\s?[-–]\s?\d{5,}$/.test(body)) return 0;
  if (groups.length > 5 || groups.some((group) => group.length > 8)) return 0;
  return regions.some((region) => isValidPhoneNumber(body, region)) ? 0.6 : 0;
}

export const phoneDetector: Detector = {
  name: "phone",
  types: ["phone"],
  wants: (traits) => traits.digits >= 6,
  find(text) {
    const found: Finding[] = [];
    for (const match of text.matchAll(candidate)) {
      const all = match[0].trimEnd();
      const start = match.index;
      const end = start + all.length;
      const score = scoreOf(text, all, start, end);
      if (score > 0) found.push({ start, end, type: "phone", score });
    }
    return found;
  },
};
