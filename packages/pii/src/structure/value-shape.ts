import type { PiiType } from "@sluice/contracts";

const email = /^[^\s@<>()[\],;:"]{1,64}@[^\s@<>()[\],;:"]{1,253}$/u;
const digitsOnly = /\D/g;
const phone = /^[+(\d][\d\s().\-–/+]{3,24}\d(?:\s*(?:x|ext|доб|#)[\s.:]*\d{1,6})?$/iu;
const isoDate = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].{0,24})?$/;
const localDate = /^\d{1,2}[-/. ](?:\d{1,2}|\p{L}{3,9}\.?)[-/., ]{1,2}\d{2,4}(?:\s?г\.?)?$/u;
const wordDate = /^\p{L}{3,9}\.? \d{1,2},? \d{4}$/u;
const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/;
const ipv6 = /^[0-9a-f:.]{2,45}(?:%\w+)?(?:\/\d{1,3})?$/i;
const mac = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$|^[0-9a-f]{12}$/i;
const iban = /^[a-z]{2}\d{2}[a-z0-9 -]{10,40}$/i;
const document = /^[\p{L}\d][\p{L}\d\s./-]{3,24}$/u;
const personText = /^[\p{L}\p{M}][\p{L}\p{M}\s.,'’`´\-()]{0,78}[\p{L}\p{M}.)]$/u;
const machineText =
  /[_=<>{}@\\|]|:\/\/|^\s*$|^(?:null|none|unknown|n\/a|na|undefined|true|false|yes|no|test|admin|root|anonymous|system|bot|default|нет|да|не указано)$/i;

function countDigits(text: string): number {
  return text.replace(digitsOnly, "").length;
}

/** Whether a value can be what its field says: loose, because the field has spoken already. */
export function fitsType(type: PiiType, value: string | number): boolean {
  if (typeof value === "number")
    return Number.isSafeInteger(value) && value > 0 && fitsNumber(type, String(value).length);
  const text = value.trim();
  if (text.length === 0 || text.length > 400) return false;
  switch (type) {
    case "email":
      return email.test(text);
    case "phone":
      return phone.test(text) && countDigits(text) >= 5 && countDigits(text) <= 21 && !isoDate.test(text);
    case "person":
      return fitsPerson(text);
    case "card":
      return /^[\d\s-]{12,26}$/.test(text) && countDigits(text) >= 12 && countDigits(text) <= 19;
    case "iban":
      return iban.test(text);
    case "tax-id":
      return document.test(text) && countDigits(text) >= 5 && text.length <= 20;
    case "ssn":
      return /^[\d\s.-]{9,13}$/.test(text) && countDigits(text) === 9;
    case "passport":
      return document.test(text) && countDigits(text) >= 2;
    case "national-id":
      return document.test(text) && countDigits(text) >= 4;
    case "birth-date":
      return isoDate.test(text) || localDate.test(text) || wordDate.test(text);
    case "ip":
      return ipv4.test(text) || (text.includes(":") && ipv6.test(text));
    case "mac":
      return mac.test(text);
    case "address":
      return fitsAddress(text);
    case "url-credential":
      return text.includes("@");
  }
}

function fitsNumber(type: PiiType, length: number): boolean {
  switch (type) {
    case "phone":
      return length >= 7 && length <= 15;
    case "card":
      return length >= 12 && length <= 16;
    case "tax-id":
      return length >= 8 && length <= 14;
    case "ssn":
      return length === 9;
    case "passport":
    case "national-id":
      return length >= 6 && length <= 15;
    default:
      return false;
  }
}

export function fitsPerson(text: string): boolean {
  return text.length >= 2 && personText.test(text) && !machineText.test(text) && text.split(/\s+/).length <= 7;
}

function fitsAddress(text: string): boolean {
  if (text.length < 5 || machineText.test(text) || !/\p{L}{2}/u.test(text)) return false;
  if (/^(?:0x)?[0-9a-f]{16,}$/i.test(text)) return false;
  return /[\s,]/.test(text);
}
