/** How code may dress a value up before it lets it out, as source for the sandbox and as a function for the test. */
export interface Disguise {
  readonly name: string;
  /** `s` is the value to hide. */
  readonly source: string;
  /** What would be seen of `value` if it got out so. */
  readonly traces: (value: string) => readonly string[];
}

const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

export const disguises: readonly Disguise[] = [
  { name: "plain", source: "s", traces: (value) => [value] },
  { name: "upper case", source: "s.toUpperCase()", traces: (value) => [value.toUpperCase()] },
  { name: "base64", source: "btoa(s)", traces: base64Traces },
  {
    name: "base64url",
    source: "new Uint8Array(new TextEncoder().encode(s)).toBase64({ alphabet: 'base64url', omitPadding: true })",
    traces: base64Traces,
  },
  {
    name: "base64 twice",
    source: "btoa(btoa(s))",
    traces: (value) => base64Traces(value).flatMap((inner) => base64Traces(inner)),
  },
  {
    name: "hex",
    source: "[...s].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')",
    traces: (value) => [bytes(value).toString("hex")],
  },
  { name: "percent", source: "encodeURIComponent(s)", traces: (value) => [encodeURIComponent(value)] },
  { name: "reversed", source: "[...s].reverse().join('')", traces: (value) => [[...value].reverse().join("")] },
  {
    name: "reversed base64",
    source: "[...btoa(s)].reverse().join('')",
    traces: (value) => base64Traces(value).map((text) => [...text].reverse().join("")),
  },
  { name: "spaced out", source: "[...s].join(' ')", traces: (value) => [[...value].join(" ")] },
  { name: "zero-width characters", source: "[...s].join('\\u200b')", traces: (value) => [[...value].join("\u200b")] },
  {
    name: "code list",
    source: "[...s].map((c) => c.charCodeAt(0)).join(',')",
    traces: (value) => [[...bytes(value)].join(",")],
  },
  {
    name: "code array",
    source: "[...s].map((c) => c.charCodeAt(0))",
    traces: (value) => [[...bytes(value)].join(",")],
  },
  {
    name: "list of characters",
    source: "[...s]",
    traces: (value) => [[...value].map((char) => JSON.stringify(char)).join(",")],
  },
  {
    name: "escapes",
    source: "[...s].map((c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).join('')",
    traces: (value) => [[...value].map((char) => `\\\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")],
  },
  {
    name: "entities",
    source: "[...s].map((c) => '&#' + c.charCodeAt(0) + ';').join('')",
    traces: (value) => [[...value].map((char) => `&#${char.charCodeAt(0)};`).join("")],
  },
  {
    name: "tag characters",
    source: "[...s].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')",
    traces: (value) => [[...value].map((char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join("")],
  },
  { name: "keys of an object", source: "({ [s]: 1 })", traces: (value) => [value] },
  {
    name: "lines",
    source: "s.replace(/(.{5})/g, '$1\\n')",
    traces: (value) => [JSON.stringify(value.replace(/(.{5})/g, "$1\n")).slice(1, -1)],
  },
];

/** The inside of the three texts that base64 makes of a value, by where it begins. */
function base64Traces(value: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes(value)]).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, Math.floor((shift + bytes(value).length) / 3) * 4);
  });
}
