import { createToolEntry, type ToolDefinition, type ToolEntry } from "@sluice/contracts";
import { sanitizeTool } from "./sanitize-tool.ts";

const MAX_WARNINGS = 50;

export interface ToolPage {
  readonly tools: unknown;
  readonly nextCursor?: unknown;
}

export interface ListLimits {
  readonly maxTools: number;
  readonly maxPages: number;
  readonly maxListBytes: number;
  readonly maxToolBytes: number;
}

export interface ListOptions extends ListLimits {
  /** A further reason to leave a tool out. */
  readonly findProblem?: (definition: ToolDefinition) => string | undefined;
}

export interface ToolList {
  readonly tools: readonly ToolEntry[];
  readonly warnings: readonly string[];
}

/**
 * Walks every page within the limits; where a limit ends the walk, what was read so far stands.
 * @throws whatever the first page throws; a later page that fails only ends the walk
 */
export async function listTools(
  server: string,
  readPage: (cursor: string | undefined) => Promise<ToolPage>,
  limits: ListOptions,
): Promise<ToolList> {
  const collected = new CollectedTools(server, limits);
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    let answer: ToolPage;
    try {
      answer = await readPage(cursor);
    } catch (error) {
      if (page === 1) throw error;
      collected.warn(`the tool list ends early: page ${page} failed`);
      break;
    }
    if (!collected.add(answer.tools)) break;
    if (answer.nextCursor === undefined || answer.nextCursor === null || answer.nextCursor === "") break;
    if (typeof answer.nextCursor !== "string" || answer.nextCursor.length > 10_000) {
      collected.warn("the tool list ends early: its cursor is not a short text");
      break;
    }
    cursor = answer.nextCursor;
    if (seen.has(cursor)) {
      collected.warn("the tool list ends early: it gave the same cursor twice");
      break;
    }
    seen.add(cursor);
    if (page >= limits.maxPages) {
      collected.warn(`the tool list ends early: more than ${limits.maxPages} pages`);
      break;
    }
  }
  return collected.result();
}

class CollectedTools {
  readonly #server: string;
  readonly #limits: ListOptions;
  readonly #tools = new Map<string, ToolEntry>();
  readonly #lookAlikes = new Map<string, string>();
  readonly #warnings: string[] = [];
  #unsaidWarnings = 0;
  #bytes = 0;

  constructor(server: string, limits: ListOptions) {
    this.#server = server;
    this.#limits = limits;
  }

  warn(warning: string): void {
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push(warning);
    else this.#unsaidWarnings += 1;
  }

  /** @returns whether there is room for more */
  add(page: unknown): boolean {
    if (!Array.isArray(page)) {
      this.warn("a page of the tool list is not a list");
      return false;
    }
    for (const raw of page) {
      if (this.#tools.size >= this.#limits.maxTools) {
        this.warn(`the tool list ends early: more than ${this.#limits.maxTools} tools`);
        return false;
      }
      const { definition, warnings } = sanitizeTool(raw, this.#limits.maxToolBytes);
      for (const warning of warnings) this.warn(warning);
      if (definition === undefined) continue;
      const problem = this.#limits.findProblem?.(definition);
      if (problem !== undefined) {
        this.warn(`tool "${definition.name}" was left out: ${problem}`);
        continue;
      }
      this.#bytes += Buffer.byteLength(JSON.stringify(definition));
      if (this.#bytes > this.#limits.maxListBytes) {
        this.warn(`the tool list ends early: its definitions are over ${this.#limits.maxListBytes} bytes`);
        return false;
      }
      this.#keep(createToolEntry(this.#server, definition));
    }
    return true;
  }

  result(): ToolList {
    const unsaid = this.#unsaidWarnings > 0 ? [`and ${this.#unsaidWarnings} more warnings`] : [];
    return { tools: [...this.#tools.values()], warnings: [...this.#warnings, ...unsaid] };
  }

  #keep(entry: ToolEntry): void {
    if (this.#tools.has(entry.name)) {
      this.warn(`tool "${entry.name}" is listed twice: the first one counts`);
      return;
    }
    const likeness = toLikeness(entry.name);
    const other = this.#lookAlikes.get(likeness);
    if (other === undefined) this.#lookAlikes.set(likeness, entry.name);
    else this.warn(`tool "${entry.name}" looks like tool "${other}"`);
    this.#tools.set(entry.name, entry);
  }
}

const twins = new Map(
  [..."асеорхуіјѕԁԛԝһοαеνκρτυχι"].map((letter, index) => [letter, [..."aceopxyijsdqwhoaevkptuxi"][index] ?? letter]),
);

/** What the eye makes of a name: width, case and the letters other scripts share with Latin. */
function toLikeness(name: string): string {
  return [...name.normalize("NFKC").toLowerCase()].map((letter) => twins.get(letter) ?? letter).join("");
}
