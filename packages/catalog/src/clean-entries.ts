import type { ToolEntry } from "@sluice/contracts";

export const maxToolsPerServer = 10_000;
const maxNameLength = 256;
export const maxDescriptionLength = 16_384;
const maxTitleLength = 512;
const maxWarnings = 50;

/**
 * Controls, directions, joiners, variation selectors, tags and other characters that show nothing or turn text
 * around. A variation selector or a joiner behind a pictograph only shapes it.
 */
const invisible = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cs}\p{Co}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f]`,
    String.raw`[\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]`,
    String.raw`\u034f|[\u180b-\u180f]|[\ufe00-\ufe0d]`,
    String.raw`(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?<!\p{Extended_Pictographic}\ufe0f?)\u200d`,
  ].join("|"),
  "gu",
);
const keptControls = /[\t\n\r]/u;

/** Letters of other scripts that look like Latin ones. */
const lookAlikes = new Map(
  Array.from("аaвbсcеeԁdһhіiјjкkӏlмmпnоoрpԛqгrѕsтtуyхxνvωwαaοoρpυuιiκkτtɡgıi".matchAll(/(.)(.)/gu)).map(
    ([, foreign = "", latin = ""]) => [foreign, latin] as const,
  ),
);

export interface CleanedEntries {
  readonly entries: ReadonlyMap<string, ToolEntry>;
  readonly warnings: readonly string[];
}

/**
 * What a server lists is hostile until it has passed here: bounded in number and size, without invisible characters
 * in what is shown, one entry an address. Names are kept as they are, since calls need them; a name that cannot be
 * read is left out. Every loss is a warning, nothing throws.
 */
export function cleanEntries(server: string, listed: readonly ToolEntry[]): CleanedEntries {
  const entries = new Map<string, ToolEntry>();
  const shapes = new Map<string, string>();
  const warnings: string[] = [];
  let unshown = 0;
  const warn = (text: string): void => {
    if (warnings.length < maxWarnings) warnings.push(text);
    else unshown += 1;
  };
  for (const entry of listed) {
    if (entries.size >= maxToolsPerServer) {
      warn(
        `${listed.length - maxToolsPerServer} tools or more of "${server}" are left out: ${maxToolsPerServer} is the limit`,
      );
      break;
    }
    const problem = findNameProblem(entry);
    if (problem !== undefined) {
      warn(`Tool ${quote(entry.name)} of "${server}" is left out: ${problem}`);
      continue;
    }
    if (entries.has(entry.address)) {
      warn(`Tool ${quote(entry.name)} of "${server}" is listed twice: the first one counts`);
      continue;
    }
    const shape = toShape(entry.name);
    const twin = shapes.get(shape);
    if (twin === undefined) shapes.set(shape, entry.name);
    else warn(`Tools ${quote(twin)} and ${quote(entry.name)} of "${server}" look alike`);
    const cleaned = cleanTexts(entry);
    if (cleaned !== entry) warn(`Texts of ${quote(entry.name)} of "${server}" are cut or had invisible characters`);
    entries.set(entry.address, cleaned);
  }
  if (unshown > 0) warnings.push(`${unshown} more warnings about "${server}"`);
  return { entries, warnings };
}

function findNameProblem(entry: ToolEntry): string | undefined {
  const { name } = entry;
  if (typeof name !== "string" || name.trim() === "") return "it has no name";
  if (name.length > maxNameLength) return `its name is longer than ${maxNameLength} characters`;
  if (name.search(invisible) >= 0) return "its name has invisible characters";
  return undefined;
}

function cleanTexts(entry: ToolEntry): ToolEntry {
  const description = cleanText(entry.description, maxDescriptionLength);
  const title = entry.title === undefined ? undefined : cleanText(entry.title, maxTitleLength);
  if (description === entry.description && title === entry.title) return entry;
  return { ...entry, description, ...(title === undefined ? {} : { title }) };
}

/** Without invisible characters, and cut; tabs and line ends stay. */
function cleanText(text: unknown, maxLength: number): string {
  if (typeof text !== "string") return "";
  const cut = text.length > maxLength;
  const part = cut ? text.slice(0, maxLength) : text;
  const visible = part.replace(invisible, (character) => (keptControls.test(character) ? character : ""));
  return cut ? `${visible}…` : visible;
}

/** Names with equal shapes cannot be told apart by eye. */
export function toShape(name: string): string {
  return Array.from(name.normalize("NFKC").toLowerCase(), (character) => lookAlikes.get(character) ?? character)
    .join("")
    .replace(/[\s_\-./]+/gu, "_")
    .replaceAll("0", "o")
    .replace(/[1|]/gu, "l")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}

function quote(name: unknown): string {
  return JSON.stringify(cleanText(String(name), 60));
}
