import { createHash } from "node:crypto";
import { nameLimits } from "./limits.ts";

/**
 * Names a function must not have: words of the language, what the module itself imports, members that every
 * object answers to (`then` would make a namespace awaitable), and file names that mean something else.
 */
const reserved = new Set(
  [
    "arguments async await break case catch class const continue debugger default delete do else enum eval export",
    "exports extends false finally for function globalThis if implements import in infinity instanceof interface let",
    "nan new null package private protected public require return static super switch this throw true try typeof",
    "undefined var void while with yield",
    "callTool constructor hasOwnProperty isPrototypeOf propertyIsEnumerable prototype then toJSON toLocaleString",
    "toString valueOf",
    "index con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

/**
 * camelCase of an MCP name as a legal identifier and file name. Different names may give the same result:
 * `nameFunctions` tells them apart.
 */
export function toFunctionName(toolName: string): string {
  const words = splitWords(toolName);
  const isShouting = !/\p{Ll}/u.test(toolName);
  const camel = words
    .map((word, index) => {
      if (index === 0) return lowerStart(isShouting ? word.toLowerCase() : word);
      return upperFirst(isShouting ? word.toLowerCase() : word);
    })
    .join("");
  return toLegalName(camel, toolName);
}

/** Legal identifier for a type, from any text: `issue-node` gives `IssueNode`. Empty where nothing is left. */
export function toTypeNamePart(text: string): string {
  const name = splitWords(text).map(upperFirst).join("");
  return name.slice(0, nameLimits.typeChars);
}

/** Base of a tool's type names: `listCustomers` gives `ListCustomers`. */
export function toTypeName(functionName: string): string {
  const upper = upperFirst(functionName);
  // A letter without case, or `_`: the prefix keeps the type's name apart from every function's.
  return upper === functionName ? `T${functionName}` : upper;
}

/**
 * A distinct function name for each tool of one server, whatever the order of the list. Names that differ only in
 * case count as equal, for file systems that fold it. Where several tools want one name, the tool that is called
 * exactly that keeps it; every other one carries a digest of its own name, so that no name ever passes silently
 * from one tool to another.
 */
export function nameFunctions(toolNames: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(toolNames)].sort(compareCodeUnits);
  const groups = new Map<string, string[]>();
  for (const toolName of sorted) {
    const key = foldCase(toFunctionName(toolName));
    groups.set(key, [...(groups.get(key) ?? []), toolName]);
  }
  const taken = new Set<string>();
  const names = new Map<string, string>();
  const claim = (toolName: string, functionName: string): void => {
    taken.add(foldCase(functionName));
    names.set(toolName, functionName);
  };
  const rest: string[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const owner = group.length === 1 ? first : group.find((toolName) => toFunctionName(toolName) === toolName);
    for (const toolName of group) {
      if (toolName === owner) claim(toolName, toFunctionName(toolName));
      else rest.push(toolName);
    }
  }
  for (const toolName of rest) claim(toolName, nameWithDigest(toolName, taken));
  return names;
}

/** Folder of a server under `generated/servers`; its own name where that is safe. */
export function toServerFolder(server: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(server) && !/^(con|prn|aux|nul|com\d|lpt\d)$/i.test(server))
    return server;
  const slug = server
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 40);
  return `${slug === "" ? "server" : slug}-${digest(server).slice(0, 8)}`;
}

function nameWithDigest(toolName: string, taken: ReadonlySet<string>): string {
  const base = toFunctionName(toolName);
  const hash = digest(toolName);
  for (let length = 6; length <= hash.length; length += 2) {
    const candidate = `${base}_${hash.slice(0, length)}`;
    if (!taken.has(foldCase(candidate))) return candidate;
  }
  throw new Error("Two tool names share a sha-256 digest");
}

function toLegalName(camel: string, toolName: string): string {
  if (camel === "") return `tool_${digest(toolName).slice(0, 6)}`;
  const started = /^[\p{ID_Start}$_]/u.test(camel) ? camel : `_${camel}`;
  const short =
    Buffer.byteLength(started) <= nameLimits.functionBytes
      ? started
      : `${cutBytes(started, nameLimits.functionBytes - 7)}_${digest(toolName).slice(0, 6)}`;
  return reserved.has(short.toLowerCase()) ? `${short}_` : short;
}

function splitWords(text: string): string[] {
  return (
    text
      .slice(0, 4_000)
      .normalize("NFKC")
      .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
      .replace(/['’]/g, "")
      // Beyond the basic plane, compilers differ in what they know as a letter.
      .replace(/[\u{10000}-\u{10FFFF}]/gu, " ")
      .split(/[^\p{ID_Continue}]+|_+/u)
      .map((word) => word.replace(/^\p{M}+/u, ""))
      .filter((word) => word !== "")
  );
}

/** `HTMLParse` gives `htmlParse`, `GetUser` gives `getUser`, `URL` gives `url`. */
function lowerStart(word: string): string {
  const capitals = /^\p{Lu}+/u.exec(word)?.[0] ?? "";
  if (capitals.length <= 1) return lowerFirst(word);
  const rest = word.slice(capitals.length);
  if (rest === "" || !/^\p{Ll}/u.test(rest)) return capitals.toLowerCase() + rest;
  return capitals.slice(0, -1).toLowerCase() + capitals.slice(-1) + rest;
}

function lowerFirst(word: string): string {
  const [first = ""] = word;
  return first.toLowerCase() + word.slice(first.length);
}

function upperFirst(word: string): string {
  const [first = ""] = word;
  const upper = first.toUpperCase();
  // `ß` and the like turn into two letters: leave them.
  return ([...upper].length === 1 ? upper : first) + word.slice(first.length);
}

function cutBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function foldCase(name: string): string {
  return name.toLowerCase().toUpperCase().normalize("NFC");
}

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
