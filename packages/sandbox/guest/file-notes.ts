import type { FileNote } from "../src/protocol.ts";
import { ErrorCtor, stringifyJson } from "./primordials.ts";
import { HostError } from "./tool-error.ts";

/** Beyond these the host is told no more; a replay that comes so far cannot go on from notes. */
const MAX_NOTES = 20_000;
const MAX_NOTED_CHARS = 32 * 1024 * 1024;
const MAX_NOTE_CHARS = 4 * 1024 * 1024;

/** What a file operation came to, as JSON can carry it. */
export type FileOutcome = NonNullable<FileNote["outcome"]>;

export interface FileNotesOptions {
  readonly send: (frame: string) => void;
}

/**
 * File operations in the order in which the program made them. The first time each one is told to the host; a run that
 * resumes gets them back, reads what it read before, and does nothing twice.
 */
export class FileNotes {
  readonly #send: (frame: string) => void;
  #recorded: readonly FileNote[] = [];
  #mayTouch = true;
  #next = 0;
  #told = 0;
  #chars = 0;

  constructor(options: FileNotesOptions) {
    this.#send = options.send;
  }

  /** Without `mayTouch`, what is not noted fails instead of touching the disk. */
  begin(recorded: readonly FileNote[], mayTouch: boolean): void {
    this.#recorded = recorded;
    this.#told = recorded.length;
    this.#mayTouch = mayTouch;
  }

  /** The noted outcome, or that of `perform`, which is then told. */
  run(what: string, perform: () => FileOutcome): FileOutcome {
    const note = this.#recorded[this.#next];
    if (note !== undefined) {
      this.#next++;
      if (note.what !== what) throw diverged(note.what, what);
      if (note.outcome !== undefined) return note.outcome;
      if (!this.#mayTouch) throw diverged(`${note.what}, which was too large to keep`, what);
      return perform();
    }
    if (!this.#mayTouch) throw diverged("nothing more", what);
    const outcome = perform();
    this.#tell(what, outcome);
    return outcome;
  }

  #tell(what: string, outcome: FileOutcome): void {
    if (this.#told >= MAX_NOTES || this.#chars >= MAX_NOTED_CHARS) return;
    this.#told++;
    const text = stringifyJson(outcome);
    const kept = text.length > MAX_NOTE_CHARS ? "" : `,"outcome":${text}`;
    this.#chars += kept.length + what.length;
    this.#send(`{"type":"note","what":${stringifyJson(what)}${kept}}\n`);
  }
}

function diverged(recorded: string, asked: string): HostError {
  return new HostError(
    "replay_diverged",
    `The replay departs from the journal: recorded was ${recorded}, the code asked for ${asked}`,
    false,
  );
}

/** The error again, of the class that Deno throws. */
export function toFileError({ name, message, code }: { name: string; message: string; code?: string }): Error {
  const ErrorClass = (Deno.errors as unknown as Record<string, (new (message: string) => Error) | undefined>)[name];
  const error = new (ErrorClass ?? ErrorCtor)(message);
  if (error.name !== name) error.name = name;
  if (code !== undefined) Object.assign(error, { code });
  return error;
}
