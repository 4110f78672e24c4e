import type { PiiType } from "@sluice/contracts";

/** What a token starts with, by type: `[TAX_ID_2]`. */
export const tokenPrefixes = {
  email: "EMAIL",
  phone: "PHONE",
  person: "PERSON",
  card: "CARD",
  iban: "IBAN",
  "tax-id": "TAX_ID",
  address: "ADDRESS",
  ip: "IP",
  mac: "MAC",
  ssn: "SSN",
  passport: "PASSPORT",
  "birth-date": "BIRTH_DATE",
  "national-id": "NATIONAL_ID",
  "url-credential": "URL_CREDENTIAL",
} as const satisfies Record<PiiType, string>;

/** Identity of a token without its brackets: `EMAIL_1`. */
export function toTokenId(type: PiiType, number: number): string {
  return `${tokenPrefixes[type]}_${number}`;
}

/** The form that leaves: `[EMAIL_1]`. */
export function renderToken(id: string): string {
  return `[${id}]`;
}

const idPattern = new RegExp(`^(?:${Object.values(tokenPrefixes).join("|")})_([1-9][0-9]{0,8})$`);

/** The number in a token's id; undefined where the text is no id of ours. */
export function parseTokenNumber(id: string): number | undefined {
  const digits = idPattern.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
