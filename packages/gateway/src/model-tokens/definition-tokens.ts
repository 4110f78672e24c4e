import type { Catalog, EventBus, Policy, ToolEntry } from "@sluice/contracts";
import { isBuiltIn } from "@sluice/engine";
import { isVisible } from "@sluice/policy";
import type { TokenCounter } from "./token-counter.ts";

/** So many tools are written out before other work gets a turn. */
const BATCH = 200;

/** What the definitions of every tool that a policy shows cost a model to which a client hands them all. */
export class DefinitionTokens {
  readonly #catalog: Catalog;
  readonly #counter: TokenCounter;
  readonly #stop: () => void;
  /** By digest of the definition, so that a change of one server counts that server's tools anew. */
  readonly #byDigest = new Map<string, number>();
  #byPolicy = new WeakMap<Policy, Promise<number>>();

  constructor(catalog: Catalog, events: EventBus, counter: TokenCounter) {
    this.#catalog = catalog;
    this.#counter = counter;
    this.#stop = events.subscribe(
      () => {
        this.#byPolicy = new WeakMap();
      },
      { types: ["catalog.changed"] },
    );
  }

  of(policy: Policy): Promise<number> {
    const known = this.#byPolicy.get(policy);
    if (known !== undefined) return known;
    const counting = this.#count(policy);
    this.#byPolicy.set(policy, counting);
    counting.catch(() => this.#byPolicy.delete(policy));
    return counting;
  }

  close(): void {
    this.#stop();
  }

  async #count(policy: Policy): Promise<number> {
    if (this.#byDigest.size > 2 * this.#catalog.size) this.#byDigest.clear();
    let sum = 0;
    for (const { name } of this.#catalog.servers()) {
      if (isBuiltIn(name)) continue;
      const entries = this.#catalog.entriesOf(name);
      for (let at = 0; at < entries.length; at += BATCH) {
        const shown = entries.slice(at, at + BATCH).filter((entry) => isVisible(policy, entry));
        sum += await this.#countEntries(shown);
        await new Promise(setImmediate);
      }
    }
    return sum;
  }

  async #countEntries(entries: readonly ToolEntry[]): Promise<number> {
    const fresh = entries.filter((entry) => !this.#byDigest.has(entry.digest));
    const counts = await this.#counter.count(fresh.map(toDefinition));
    for (const [index, entry] of fresh.entries()) this.#byDigest.set(entry.digest, counts[index] ?? 0);
    return entries.reduce((total, entry) => total + (this.#byDigest.get(entry.digest) ?? 0), 0);
  }
}

/** As clients hand a tool to a model: name, description and input. */
function toDefinition({ name, description, inputSchema }: ToolEntry): string {
  return JSON.stringify({ name, description, input_schema: inputSchema });
}
