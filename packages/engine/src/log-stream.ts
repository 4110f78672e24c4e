import type { LogLine } from "@sluice/contracts";
import type { RunContext } from "./run-context.ts";

/** Lines wait that long for others, so that what a program prints in one go is washed as one text. */
const GATHER_MS = 20;
const MAX_LINES = 256;
const MAX_CHARACTERS = 32 * 1024;

/** A run's console on its way out, washed in groups. */
export class LogStream {
  readonly #context: RunContext;
  readonly #washer: ReturnType<RunContext["pii"]["createLogWasher"]>;
  #gathered: LogLine[] = [];
  #characters = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: RunContext) {
    this.#context = context;
    this.#washer = context.pii.createLogWasher();
  }

  add(line: LogLine): void {
    this.#gathered.push(line);
    this.#characters += line.text.length;
    if (this.#gathered.length >= MAX_LINES || this.#characters >= MAX_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Lets go of all that was gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    if (lines.length === 0) return;
    this.#gathered = [];
    this.#characters = 0;
    const texts = this.#washer.wash(lines.map(({ text }) => text)).value;
    for (const [at, { level }] of lines.entries()) {
      const washed = { level, text: texts[at] as string };
      this.#context.logs.push(washed);
      this.#context.hooks.onLog?.(washed);
    }
  }
}
