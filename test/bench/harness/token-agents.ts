import type { Client } from "@modelcontextprotocol/client";
import type { RunAnswer, SearchAnswer } from "@sluice/contracts";
import { countTokens } from "../../../packages/demo/src/index.ts";

/** What went through a model's context. */
export interface ContextCost {
  /** Definitions, requests, results and the last answer, each once. */
  readonly tokens: number;
  /** What the model reads over all its turns: each turn reads everything before it again. */
  readonly readTokens: number;
  readonly turns: number;
}

/** Counts like a model with an agent loop: a turn reads the whole context and adds its requests, then results come in. */
class Ledger {
  #context = 0;
  #read = 0;
  #turns = 0;

  constructor(definitions: readonly unknown[]) {
    this.#context = countTokens(JSON.stringify(definitions));
  }

  turn(written: readonly unknown[], results: readonly string[]): void {
    this.#read += this.#context;
    this.#turns += 1;
    for (const request of written)
      this.#context += countTokens(typeof request === "string" ? request : JSON.stringify(request));
    for (const result of results) this.#context += countTokens(result);
  }

  get cost(): ContextCost {
    return { tokens: this.#context, readTokens: this.#read, turns: this.#turns };
  }
}

export interface ToolRequest {
  readonly server: string;
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

export interface DirectAgent {
  /** One turn of the model: calls that do not need each other's results go together. @returns structured results, or parsed text */
  call(...requests: readonly ToolRequest[]): Promise<unknown[]>;
  finish(answer: string): ContextCost;
}

/** Name, description and input schema: what clients hand to a model. */
export function toModelDefinition(tool: { readonly name: string }): Record<string, unknown> {
  const { name, description, inputSchema } = tool as { name: string; description?: string; inputSchema?: unknown };
  return { name, description, inputSchema };
}

export function createDirectAgent(clients: ReadonlyMap<string, Client>, definitions: readonly unknown[]): DirectAgent {
  const ledger = new Ledger(definitions);
  return {
    async call(...requests) {
      const results = await Promise.all(
        requests.map(async ({ server, tool, args }) => {
          const result = await clients.get(server)?.callTool({ name: tool, arguments: args });
          if (result === undefined || result.isError === true)
            throw new Error(`Cannot measure: ${server}.${tool} failed`);
          return { text: textOf(result.content), data: result.structuredContent };
        }),
      );
      ledger.turn(
        requests.map(({ tool, args }) => ({ name: tool, arguments: args })),
        results.map((result) => result.text),
      );
      return results.map(({ text, data }) => data ?? text);
    },
    finish(answer) {
      ledger.turn([answer], []);
      return ledger.cost;
    },
  };
}

export interface SluiceAgent {
  /** Looks for what each step needs. @throws Error where a tool that the task needs is not found */
  search(steps: readonly string[], needs: readonly string[], detail: "summary" | "full"): Promise<void>;
  run(code: string): Promise<RunAnswer["output"]>;
  callTool(address: string, args: Record<string, unknown>): Promise<unknown>;
  /** Turns that a first search did not make unnecessary. */
  readonly extraSearches: number;
  finish(answer: string): ContextCost;
}

export function createSluiceAgent(client: Client, definitions: readonly unknown[]): SluiceAgent {
  const ledger = new Ledger(definitions);
  let extraSearches = 0;
  const ask = async (name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const result = await client.callTool({ name, arguments: args }, { timeout: 120_000 });
    const text = textOf(result.content);
    ledger.turn([{ name, arguments: args }], [text]);
    if (result.isError === true) throw new Error(`Cannot measure: ${name} answered ${text}`);
    return result.structuredContent as Record<string, unknown>;
  };
  const find = async (args: Record<string, unknown>): Promise<string[]> =>
    ((await ask("searchTools", args)) as unknown as SearchAnswer).results.map((result) => result.address);
  return {
    async search(steps, needs, detail) {
      const seen = await find({ query: steps, limit: Math.max(3, needs.length + 1), detail });
      const missing = needs.filter((address) => !seen.includes(address));
      if (missing.length === 0) return;
      extraSearches += 1;
      const wider = await find({ query: steps, limit: 30, detail: "names" });
      const lost = missing.filter((address) => !wider.includes(address));
      if (lost.length > 0) throw new Error(`not found: ${lost.join(", ")}`);
      await find({ query: missing, limit: missing.length, detail });
    },
    async run(code) {
      const answer = (await ask("executeCode", { code })) as unknown as RunAnswer;
      if (!answer.success) throw new Error(`Cannot measure: ${JSON.stringify(answer.error ?? answer.diagnostics)}`);
      return answer.output;
    },
    async callTool(address, args) {
      const answer = await ask("callTool", { address, arguments: args });
      if (answer.success !== true) throw new Error(`Cannot measure: ${JSON.stringify(answer.error)}`);
      return answer.result;
    },
    get extraSearches() {
      return extraSearches;
    },
    finish(answer) {
      ledger.turn([answer], []);
      return ledger.cost;
    },
  };
}

function textOf(content: unknown): string {
  return (content as { type: string; text?: string }[]).map((part) => part.text ?? "").join("\n");
}
