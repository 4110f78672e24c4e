import { cleanLine, hasInvisible } from "../clean-text.ts";

const MAX_PAGES = 50;
const MAX_ITEMS = 2_000;
const MAX_URI = 4_000;
const MAX_ARGUMENTS = 50;

export interface Resource {
  /** Of a template with `{…}` parts. */
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly size?: number;
}

export interface Prompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments: readonly { readonly name: string; readonly description?: string; readonly required: boolean }[];
}

/** What a server has beside tools. */
export interface Offers {
  /** Undefined where it says that it has none of the kind. */
  readonly resources?: { readonly items: readonly Resource[]; readonly templates: readonly Resource[] };
  readonly prompts?: readonly Prompt[];
  readonly warnings: readonly string[];
}

export type ReadList = (method: OfferMethod, cursor: string | undefined) => Promise<unknown>;
export type OfferMethod = "resources/list" | "resources/templates/list" | "prompts/list";

const listKey = {
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
  "prompts/list": "prompts",
} as const satisfies Record<OfferMethod, string>;

/** Never throws: a list that cannot be read costs a warning and nothing else. */
export async function listOffers(
  declared: { readonly hasResources: boolean; readonly hasPrompts: boolean },
  readList: ReadList,
): Promise<Offers> {
  const warnings: string[] = [];
  const read = async <T>(method: OfferMethod, parse: (raw: Record<string, unknown>) => T | undefined): Promise<T[]> => {
    const { items, warning } = await readPages(method, readList);
    // Few servers have templates, and many that have none do not know the question.
    if (warning !== undefined && method !== "resources/templates/list") warnings.push(warning);
    return items.flatMap((raw) => (isRecord(raw) ? (parse(raw) ?? []) : []) as T[]);
  };
  const [items, templates, prompts] = await Promise.all([
    declared.hasResources ? read("resources/list", (raw) => parseResource(raw, raw.uri)) : undefined,
    declared.hasResources ? read("resources/templates/list", (raw) => parseResource(raw, raw.uriTemplate)) : undefined,
    declared.hasPrompts ? read("prompts/list", parsePrompt) : undefined,
  ]);
  return {
    ...(items === undefined || templates === undefined ? {} : { resources: { items, templates } }),
    ...(prompts === undefined ? {} : { prompts }),
    warnings,
  };
}

async function readPages(
  method: OfferMethod,
  readList: ReadList,
): Promise<{ readonly items: readonly unknown[]; readonly warning?: string }> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    let answer: unknown;
    try {
      answer = await readList(method, cursor);
    } catch {
      return { items, warning: `${method} could not be read${page === 1 ? "" : ` beyond page ${page - 1}`}` };
    }
    const list = isRecord(answer) ? answer[listKey[method]] : undefined;
    if (!isRecord(answer) || !Array.isArray(list)) return { items, warning: `${method} is not a list` };
    items.push(...list.slice(0, MAX_ITEMS - items.length));
    const next = answer.nextCursor;
    if (typeof next !== "string" || next === "" || next.length > 10_000) return { items };
    if (items.length >= MAX_ITEMS || page >= MAX_PAGES || seen.has(next)) {
      return { items, warning: `${method} ends early: ${items.length} are enough` };
    }
    seen.add(next);
    cursor = next;
  }
}

function parseResource(raw: Record<string, unknown>, uri: unknown): Resource | undefined {
  if (typeof uri !== "string" || uri === "" || uri.length > MAX_URI || hasInvisible(uri)) return undefined;
  const name = line(raw.name, 200);
  const { size } = raw;
  return {
    uri,
    name: name ?? uri,
    ...optional("title", line(raw.title, 200)),
    ...optional("description", line(raw.description, 1_000)),
    ...optional("mimeType", line(raw.mimeType, 100)),
    ...(typeof size === "number" && Number.isFinite(size) && size >= 0 ? { size } : {}),
  };
}

function parsePrompt(raw: Record<string, unknown>): Prompt | undefined {
  const { name } = raw;
  if (typeof name !== "string" || name === "" || name.length > 200 || hasInvisible(name)) return undefined;
  const args = Array.isArray(raw.arguments) ? raw.arguments.slice(0, MAX_ARGUMENTS).filter(isRecord) : [];
  return {
    name,
    ...optional("title", line(raw.title, 200)),
    ...optional("description", line(raw.description, 1_000)),
    arguments: args.flatMap((argument) =>
      typeof argument.name === "string" && argument.name.length <= 200 && !hasInvisible(argument.name)
        ? [
            {
              name: argument.name,
              ...optional("description", line(argument.description, 300)),
              required: argument.required === true,
            },
          ]
        : [],
    ),
  };
}

function line(raw: unknown, maxLength: number): string | undefined {
  const text = typeof raw === "string" ? cleanLine(raw, maxLength) : "";
  return text === "" ? undefined : text;
}

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
