import type { Json, JsonObject } from "@sluice/contracts";

/** So much of a run's calls is kept for an exact count; what is beyond is known by its length alone. */
const MAX_KEPT_CHARACTERS = 1_000_000;

/** What a run exchanged with upstream servers, for counting once its answer has left. Never stored. */
export class RunTraffic {
  readonly #kept: Json[] = [];
  #keptCharacters = 0;
  #beyond = 0;
  #request: Json | undefined;

  /** What the agent sent to start the run. */
  setRequest(request: Json): void {
    this.#request = request;
  }

  add(args: JsonObject, result: Json): void {
    const call = [args, result];
    const size = measure(call);
    if (this.#keptCharacters + size > MAX_KEPT_CHARACTERS) {
      this.#beyond += size;
      return;
    }
    this.#keptCharacters += size;
    this.#kept.push(call);
  }

  get request(): Json | undefined {
    return this.#request;
  }

  /** Pairs of arguments and result. */
  get calls(): readonly Json[] {
    return this.#kept;
  }

  /** Characters of JSON that are in no pair. */
  get beyond(): number {
    return this.#beyond;
  }
}

/** Characters of its JSON, without making it: escapes count as one. */
function measure(value: Json): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return String(value).length;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) size += measure(item) + 1;
    return size;
  }
  for (const [key, inner] of Object.entries(value)) size += key.length + 4 + measure(inner);
  return size;
}
