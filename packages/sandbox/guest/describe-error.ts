import type { ErrorFields } from "../src/protocol.ts";
import {
  arrayJoin,
  arrayPush,
  ErrorCtor,
  includesText,
  indexOfText,
  replaceAll,
  sliceText,
  splitText,
  startsWith,
} from "./primordials.ts";
import { HostError, ToolError } from "./tool-error.ts";

const MAX_MESSAGE = 16_384;
const MAX_FRAMES = 30;
const MAX_CAUSES = 3;

/** Turns the program's own URL into `program.js`, in messages, stacks and logs. */
export class ProgramName {
  #url = "";

  set(url: string): void {
    this.#url = url;
  }

  shorten(text: string): string {
    return this.#url !== "" && includesText(text, this.#url) ? replaceAll(text, this.#url, "program.js") : text;
  }
}

/** Never throws, whatever was thrown at it. */
export function describeError(thrown: unknown, program: ProgramName, inspect: (value: unknown) => string): ErrorFields {
  try {
    if (thrown instanceof ErrorCtor || isErrorLike(thrown)) return describeErrorObject(thrown, program);
    return { name: "Error", message: `Uncaught ${cut(safely(() => inspect(thrown), "value"))}`, stack: "" };
  } catch {
    return { name: "Error", message: "Uncaught value that cannot be shown", stack: "" };
  }
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && typeof (value as Error).message === "string";
}

function describeErrorObject(error: Error, program: ProgramName): ErrorFields {
  const name = safely(() => `${error.name}`, "Error") || "Error";
  const plain = safely(() => `${error.message}`, "");
  const message = program.shorten(cut(safely(() => withCauses(error, plain), plain)));
  const stack = safely(() => ownFrames(`${error.stack ?? ""}`, program), "");
  const hasOwnCode = error instanceof ToolError || (error instanceof HostError && error.code === "replay_diverged");
  if (hasOwnCode) return { name, message, stack, code: `${error.code}` };
  return { name, message, stack };
}

/** What an error was wrapped around says more than the wrapping does. */
function withCauses(error: Error, message: string): string {
  let text = message;
  let cause: unknown = error.cause;
  for (let depth = 0; depth < MAX_CAUSES && isErrorLike(cause); depth++) {
    const inner = `${cause.message}`;
    if (!includesText(text, inner)) text += ` (caused by ${cause.name ?? "Error"}: ${inner})`;
    cause = cause.cause;
  }
  return text;
}

/** Only frames of the program itself: ours would say nothing to its author. */
function ownFrames(stack: string, program: ProgramName): string {
  const lines = splitText(program.shorten(stack), "\n");
  const kept: string[] = [];
  for (let i = 0; i < lines.length && kept.length < MAX_FRAMES; i++) {
    const line = lines[i] as string;
    if (indexOfText(line, "    at ") === 0 && includesText(line, "program.js:")) arrayPush(kept, line);
    else if (startsWith(line, "    at ") && includesText(line, "data:")) arrayPush(kept, cut(line));
  }
  return arrayJoin(kept, "\n");
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${sliceText(text, 0, MAX_MESSAGE)}… (${text.length} characters)` : text;
}

function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
