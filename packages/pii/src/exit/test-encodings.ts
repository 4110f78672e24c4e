/** Ways in which tests hide a value; each is promised to be found. */
export type Encoding = (text: string) => string;

const bytes = (text: string): Buffer => Buffer.from(text, "utf8");
const units = (text: string): readonly string[] => Array.from({ length: text.length }, (_, at) => text.charAt(at));

export const encodings: Readonly<Record<string, Encoding>> = {
  exact: (text) => text,
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  "more white space": (text) => text.replace(/ /g, " \n\t "),
  "spaced out": (text) => [...text].join(" "),
  "zero width": (text) => [...text].join("\u200b"),
  "soft hyphens": (text) => [...text].join("\u00ad"),
  "full width": (text) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  decomposed: (text) => text.normalize("NFD"),
  base64: (text) => bytes(text).toString("base64"),
  "base64, shifted": (text) => bytes(`7:${text};`).toString("base64"),
  "base64, cut": (text) => bytes(`["${text}"]`).toString("base64").slice(1),
  base64url: (text) => bytes(`id=${text}`).toString("base64url"),
  "base64 of a row": (text) => bytes(JSON.stringify({ id: 17, value: text, ok: true })).toString("base64"),
  hex: (text) => bytes(text).toString("hex"),
  "upper hex": (text) => bytes(text).toString("hex").toUpperCase(),
  "spaced hex": (text) =>
    bytes(text)
      .toString("hex")
      .replace(/..(?!$)/g, "$& "),
  "hex list": (text) => [...bytes(text)].map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(", "),
  "backslash x": (text) => [...bytes(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
  percent: (text) => encodeURIComponent(text),
  "all percent": (text) => [...bytes(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  query: (text) => new URLSearchParams({ q: text }).toString(),
  "backslash u": (text) =>
    units(text)
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  "backslash u braces": (text) => [...text].map((char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join(""),
  "entities, decimal": (text) => [...text].map((char) => `&#${char.codePointAt(0)};`).join(""),
  "entities, hex": (text) => [...text].map((char) => `&#x${char.codePointAt(0)?.toString(16)};`).join(""),
  reversed: (text) => [...text].reverse().join(""),
  "code list": (text) =>
    units(text)
      .map((unit) => unit.charCodeAt(0))
      .join(","),
  "code array": (text) =>
    `[${units(text)
      .map((unit) => unit.charCodeAt(0))
      .join(", ")}]`,
  "byte list": (text) => [...bytes(text)].join(" "),
  tags: (text) => [...text].map((char) => String.fromCodePoint(0xe0000 + (char.codePointAt(0) ?? 0))).join(""),
};

/** Encodings whose output other encodings may wrap: text of plain characters. */
export const outerEncodings: readonly string[] = [
  "base64",
  "base64, shifted",
  "base64url",
  "hex",
  "spaced hex",
  "all percent",
  "backslash u",
  "entities, decimal",
  "reversed",
  "code list",
];
export const innerEncodings: readonly string[] = [
  "base64",
  "base64url",
  "base64 of a row",
  "hex",
  "percent",
  "all percent",
  "reversed",
  "upper",
  "backslash u",
  "entities, hex",
  "code list",
];
