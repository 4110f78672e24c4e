import type { FrameJson } from "../src/protocol.ts";
import { base64ToBytes, bytesToBase64 } from "./encode-value.ts";
import { type FileNotes, type FileOutcome, toFileError } from "./file-notes.ts";
import { apply, charCodeAt, imul, isView, PromiseCtor, stringifyJson, toText, Uint8ArrayCtor } from "./primordials.ts";

/** Each with a form that waits and one with `Sync`; what they give decides how it is kept. */
const operations = {
  readTextFile: "text",
  readFile: "bytes",
  readDir: "entries",
  stat: "info",
  lstat: "info",
  realPath: "text",
  readLink: "text",
  makeTempFile: "text",
  makeTempDir: "text",
  writeTextFile: "nothing",
  writeFile: "nothing",
  mkdir: "nothing",
  remove: "nothing",
  rename: "nothing",
  copyFile: "nothing",
  truncate: "nothing",
  chmod: "nothing",
  utime: "nothing",
} as const;
type Kind = (typeof operations)[keyof typeof operations];
type Operation = (...args: unknown[]) => unknown;

/**
 * Files as the journal can bring them back. Operations that would wait are done at once: the order in which they end would
 * else be the disk's. Open files (`Deno.open`) and node's own functions are as they were.
 */
export function installFiles(notes: FileNotes): void {
  // Assigned, since redefining properties of an object as large as Deno takes a millisecond and more of each start.
  const files = Deno as unknown as Record<string, Operation>;
  const { cwd } = Deno;
  files.cwd = (): unknown => {
    const outcome = notes.run("cwd()", () => perform("text", cwd, []));
    if (!outcome.ok) throw toFileError(outcome.error);
    return outcome.value;
  };
  for (const [name, kind] of Object.entries(operations) as [string, Kind][]) {
    const real = files[name];
    const realSync = files[`${name}Sync`];
    if (real === undefined || realSync === undefined) continue;
    const runSync = (args: unknown[]): unknown => {
      const outcome = notes.run(describe(name, args), () => perform(kind, realSync, args));
      if (!outcome.ok) throw toFileError(outcome.error);
      return restore(kind, outcome.value);
    };
    files[`${name}Sync`] = (...args) => runSync(args);
    if (kind === "entries") {
      files[name] = (...args) => toAsync(() => runSync(args) as Iterable<unknown>);
      continue;
    }
    files[name] = (...args) => {
      // A stream is read while it is written: that takes as long as it takes, and is not noted.
      if (args[1] instanceof ReadableStream) return apply(real as Operation, Deno, args);
      return new PromiseCtor((resolve) => resolve(runSync(args)));
    };
  }
}

async function* toAsync(read: () => Iterable<unknown>): AsyncGenerator<unknown> {
  yield* read();
}

function perform(kind: Kind, real: Operation, args: unknown[]): FileOutcome {
  try {
    return { ok: true, value: keep(kind, apply(real, Deno, args)) };
  } catch (error) {
    const { name, message, code } = error as { name?: unknown; message?: unknown; code?: unknown };
    const known = { name: toText(name), message: toText(message) };
    return { ok: false, error: typeof code === "string" ? { ...known, code } : known };
  }
}

function keep(kind: Kind, value: unknown): FrameJson {
  if (kind === "nothing") return null;
  if (kind === "bytes") return bytesToBase64(value as Uint8Array);
  return (kind === "entries" ? [...(value as Iterable<FrameJson>)] : value) as FrameJson;
}

const times = ["mtime", "atime", "birthtime", "ctime"] as const;

function restore(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case "nothing":
      return undefined;
    case "bytes":
      return base64ToBytes(value as string);
    case "entries":
      return (value as unknown[])[Symbol.iterator]();
    case "info": {
      const info: Record<string, unknown> = { ...(value as object) };
      // Told as JSON they are texts.
      for (const time of times)
        if (info[time] !== null && info[time] !== undefined) info[time] = new Date(info[time] as string);
      return info;
    }
    case "text":
      return value;
  }
}

function describe(name: string, args: readonly unknown[]): string {
  let text = "";
  for (let i = 0; i < args.length; i++) text += `${i === 0 ? "" : ", "}${describeArgument(args[i], i)}`;
  return `${name}(${text})`;
}

/** Contents are said by their length and a check sum: enough to see that they are others. */
function describeArgument(value: unknown, at: number): string {
  if (isView(value)) {
    const bytes = new Uint8ArrayCtor(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
    return `${bytes.length} bytes, ${checkSum(bytes.length, (i) => bytes[i] as number)}`;
  }
  if (typeof value === "string")
    return at > 0 && value.length > 64
      ? `${value.length} characters, ${checkSum(value.length, (i) => charCodeAt(value, i))}`
      : stringifyJson(value);
  if (value instanceof URL) return stringifyJson(value.href);
  return value === undefined ? "" : (stringifyJson(value) ?? toText(value));
}

/** FNV-1a. Not against anybody: the journal is the run's own. */
function checkSum(length: number, at: (index: number) => number): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < length; i++) sum = imul(sum ^ at(i), 0x01000193);
  return (sum >>> 0).toString(16);
}
