import { parseDocument } from "yaml";

/** The fields of SKILL.md's frontmatter that agentskills.io knows and that a skill of ours has. */
export interface SkillFrontmatter {
  readonly name: string;
  readonly description: string;
  /** Text to text, as the standard wants it. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly allowedTools: readonly string[];
}

export interface SkillDocument {
  readonly frontmatter: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const MAX_DOCUMENT_CHARS = 1_048_576;

/** Every value that could be read as something else is quoted and stays on its line, so that no text can add a field or end the frontmatter. */
export function printFrontmatter(fields: SkillFrontmatter): string {
  const lines = ["---", `name: ${quoteName(fields.name)}`, `description: ${quote(fields.description)}`];
  const metadata = Object.entries(fields.metadata);
  if (metadata.length > 0)
    lines.push("metadata:", ...metadata.map(([key, value]) => `  ${quoteName(key)}: ${quote(value)}`));
  if (fields.allowedTools.length > 0) lines.push(`allowed-tools: ${quoteTools(fields.allowedTools.join(" "))}`);
  return `${[...lines, "---"].join("\n")}\n`;
}

/** Frontmatter and body of a SKILL.md; undefined where there is no frontmatter or it is not YAML. */
export function parseSkillDocument(text: string): SkillDocument | undefined {
  if (text.length > MAX_DOCUMENT_CHARS) return undefined;
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (match === null) return undefined;
  const document = parseDocument(match[1] ?? "", { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { frontmatter: value as Record<string, unknown>, body: text.slice(match[0].length) };
}

/** Plain where every YAML reader takes it for a text: names such as `1e3`, `no` and `2026-11-20` are not. */
function quoteName(name: string): string {
  return /^[a-z][a-z0-9-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(name) ? name : quote(name);
}

function quoteTools(tools: string): string {
  return /^[A-Za-z][\w-]*\.[\w.-]+(?: [\w.-]+)*$/.test(tools) ? tools : quote(tools);
}

/** A YAML double-quoted text; what no editor shows is escaped. */
function quote(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
