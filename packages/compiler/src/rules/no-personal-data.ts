import { literalNodes, literalText } from "./literal-text.ts";
import type { Rule } from "./rule.ts";

/** Addresses that stand for nobody (RFC 2606, and what the world writes in examples). */
const exampleMail = /@(?:[a-z0-9-]+\.)*(?:example|invalid|test|localhost)(?:\.(?:com|org|net))?$/i;
const mail = /[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}/g;
const card = /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d.-])/g;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g;
const phone = /(?<![\w+])(?:\+|00)[1-9]\d{0,2}[ ()./-]{0,2}\d(?:[ ()./-]{0,2}\d){6,12}(?!\d)/;

export const noPersonalData: Rule = {
  id: "no-personal-data",
  description: "E-mail addresses, cards, bank accounts and phone numbers written into code",
  severity: "warn",
  nodes: literalNodes,
  check(visit, scope) {
    const text = literalText(visit);
    const kind = text === undefined || text.length < 6 ? undefined : findPersonalData(text);
    if (kind === undefined) return;
    scope.report({
      start: visit.node.start,
      message: `Cannot keep this text out of records: it looks like ${kind}`,
      advice: "Use the token that stands for it, such as [EMAIL_1], or read the value from a tool",
      isSensitive: true,
    });
  },
};

function findPersonalData(text: string): string | undefined {
  if ((text.match(mail) ?? []).some((found) => !exampleMail.test(found))) return "an e-mail address";
  if ((text.match(iban) ?? []).some(isIban)) return "a bank account";
  if ((text.match(card) ?? []).some(isCard)) return "a card number";
  return phone.test(text) ? "a phone number" : undefined;
}

/** ISO/IEC 7812: the Luhn check digit. */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, "");
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: rest 1 modulo 97. */
function isIban(found: string): boolean {
  const plain = found.replace(/ /g, "");
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97;
  }
  return rest === 1;
}
