import { isJsonObject, type JsonSchema, type SkillVersion } from "@sluice/contracts";
import { printFrontmatter } from "./frontmatter.ts";

export interface RenderedSkill {
  readonly name: string;
  readonly description: string;
  readonly durable: boolean;
  readonly version: SkillVersion;
}

const MAX_ROWS = 60;
const MAX_TOOLS = 100;

/** SKILL.md of one version: what it does, how to call it, what it takes and gives, what it uses, where it comes from. */
export function renderSkillDocument(skill: RenderedSkill): string {
  const { name, description, durable, version } = skill;
  const tools = version.requiredTools.map((tool) => tool.address).filter((address) => !/\s/.test(address));
  const frontmatter = printFrontmatter({
    name,
    description,
    metadata: { version: version.version, ...(durable ? { durable: "true" } : {}) },
    allowedTools: tools.slice(0, MAX_TOOLS),
  });
  const variable = toVariable(name);
  const major = version.version.split(".", 1)[0] ?? "1";
  const argument = hasInput(version.inputSchema) ? "input" : "";
  const sections = [
    `# ${name}`,
    toProse(description),
    "## How to call it",
    "From agent code:",
    [
      "```ts",
      `import ${variable} from "./skills/${name}.ts"; // "./skills/${name}@${major}.ts" pins a version`,
      `const result = await ${variable}(${argument});`,
      "```",
    ].join("\n"),
    `Without code: \`callTool({ address: "skills.${name}", arguments: ${argument === "" ? "{}" : "input"} })\`.`,
    ...(durable ? ["It is a workflow: it may wait for hours or days, and goes on where it was after a restart."] : []),
    "## Input",
    renderFields(version.inputSchema, "It takes no declared input."),
    ...(version.outputSchema === undefined
      ? []
      : ["## Output", renderFields(version.outputSchema, "It returns a value without named fields.")]),
    "## Tools it uses",
    tools.length === 0 ? "None." : renderTools(tools),
    "## Where it comes from",
    renderProvenance(version),
  ];
  return `${frontmatter}\n${sections.join("\n\n")}\n`;
}

function renderFields(schema: JsonSchema | undefined, otherwise: string): string {
  const properties = isJsonObject(schema) ? schema.properties : undefined;
  const fields = isJsonObject(properties) ? Object.entries(properties) : [];
  if (fields.length === 0) return otherwise;
  const required =
    isJsonObject(schema) && Array.isArray(schema.required) ? (schema.required as readonly unknown[]) : [];
  const rows = fields.slice(0, MAX_ROWS).map(([key, field]) => {
    const text = isJsonObject(field) && typeof field.description === "string" ? field.description : "";
    return `| ${toCode(key)} | ${toCode(nameOfType(field))} | ${required.includes(key) ? "yes" : "no"} | ${toProse(text, 200)} |`;
  });
  const more =
    fields.length > rows.length
      ? [`\nand ${fields.length - rows.length} more; metadata.json has the whole schema.`]
      : [];
  return ["| name | type | required | meaning |", "| --- | --- | --- | --- |", ...rows, ...more].join("\n");
}

function nameOfType(field: unknown): string {
  if (!isJsonObject(field)) return "any";
  if (Array.isArray(field.enum))
    return field.enum
      .slice(0, 8)
      .map((value) => JSON.stringify(value))
      .join(" or ");
  const types = Array.isArray(field.type) ? field.type : [field.type];
  const names = types.filter((type) => typeof type === "string");
  if (names.length === 1 && names[0] === "array") return `list of ${nameOfType(field.items)}`.slice(0, 60);
  return names.length === 0 ? "any" : names.join(" or ");
}

function renderTools(tools: readonly string[]): string {
  const lines = tools.slice(0, MAX_TOOLS).map((tool) => `- ${toCode(tool)}`);
  return [...lines, ...(tools.length > MAX_TOOLS ? [`- and ${tools.length - MAX_TOOLS} more`] : [])].join("\n");
}

function renderProvenance(version: SkillVersion): string {
  const lines = [
    `- version ${version.version}, published ${toProse(version.createdAt)} by ${toCode(version.createdBy)} under policy ${toCode(version.policy)}`,
    ...(version.fromRun === undefined ? [] : [`- from run ${toCode(version.fromRun)}`]),
    `- sha-256 of scripts/skill.ts: \`${version.digest}\``,
  ];
  return lines.join("\n");
}

function hasInput(schema: JsonSchema | undefined): boolean {
  return isJsonObject(schema) && (!isJsonObject(schema.properties) || Object.keys(schema.properties).length > 0);
}

/** camelCase of the name, as the importing code calls it. */
function toVariable(name: string): string {
  const camel = name.replace(/-+([a-z0-9])/g, (_match, next: string) => next.toUpperCase());
  // A suffix rather than a list of reserved words: it is right for every one of them.
  return /^[0-9]/.test(camel) ? `skill${camel}` : name.includes("-") ? camel : `${camel}Skill`;
}

/** Text of others as one line of plain Markdown. */
function toProse(text: string, limit = 2_000): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  const cut = line.length > limit ? `${line.slice(0, limit).toWellFormed()}…` : line;
  return cut.replace(/[\\`*_<>[\]|~&]/g, "\\$&").replace(/^([#+-]|\d+[.)])/, "\\$1");
}

function toCode(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .replaceAll("`", "'")
    .replaceAll("|", "\\|")
    .trim();
  return `\`${plain.slice(0, 120) || " "}\``;
}
