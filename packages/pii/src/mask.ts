import type { PiiType } from "@sluice/contracts";

const keepLast = (value: string, count: number): string => {
  const total = value.replace(/[^\p{L}\p{N}]/gu, "").length;
  let seen = 0;
  return value.replace(/[\p{L}\p{N}]/gu, (char) =>
    ++seen > total - Math.min(count, Math.floor(total / 3)) ? char : "*",
  );
};

/** A form that tells kinds apart and nobody from anybody: `i***@example.com`, `** ** 1234`. */
export function maskValue(type: PiiType, value: string | number): string {
  const text = String(value);
  switch (type) {
    case "email": {
      const domain = domainOf(type, text);
      return domain === undefined ? "***" : `${[...text][0] ?? ""}***@${domain}`;
    }
    case "person":
      return text
        .split(/\s+/)
        .slice(0, 6)
        .map((word) => `${[...word][0] ?? ""}.`)
        .join(" ");
    case "card":
    case "iban":
      return keepLast(text, 4);
    case "phone":
      return keepLast(text, 2);
    default:
      return keepLast(text, 0);
  }
}

/** The domain of an e-mail address, in lower case; undefined for everything else. */
export function domainOf(type: PiiType, value: string | number): string | undefined {
  const text = String(value);
  const at = text.lastIndexOf("@");
  return type === "email" && at > 0 && at < text.length - 1 ? text.slice(at + 1).toLowerCase() : undefined;
}
