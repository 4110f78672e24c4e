// The process's main module: it waits for one program, runs it, and talks to the host in frames. Agent code is never
// in its static graph, so every file that agent code names is checked against the permissions.

import type { HostMessage } from "../src/protocol.ts";
import { type ConsoleClass, captureConsole } from "./capture-console.ts";
import type { ProgramName } from "./describe-error.ts";
import { createSettle, type ImmediateQueue } from "./event-loop.ts";
import { FileNotes } from "./file-notes.ts";
import { HostCalls } from "./host-calls.ts";
import { lockGlobals } from "./lock-globals.ts";
import { installSubtle, PoolTurns } from "./pool-turns.ts";
import {
  bytesIndexOf,
  bytesSubarray,
  decodeUtf8,
  defineProperty,
  encodeUtf8,
  parseJson,
  sliceText,
  startsWith,
  stringifyJson,
} from "./primordials.ts";
import { Program } from "./run-program.ts";
import type { FileWriter } from "./save-file.ts";
import { ToolError } from "./tool-error.ts";
import { installFetch } from "./virtual-fetch.ts";
import { installFiles } from "./virtual-files.ts";
import { installRandom } from "./virtual-random.ts";
import { installClock, installTimers, VirtualClock } from "./virtual-time.ts";
import { warmUp } from "./warm-up.ts";

interface Internals {
  readonly Console: ConsoleClass;
  readonly core: {
    evalContext(source: string, specifier: string): readonly [result: unknown, error: unknown];
    read(rid: number, buffer: Uint8Array): Promise<number>;
    refOpPromise(promise: Promise<unknown>): void;
    unrefOpPromise(promise: Promise<unknown>): void;
  } & ImmediateQueue;
}
const denoGlobal = Deno as unknown as { readonly internal: symbol } & Record<symbol, Internals>;
const { Console: DenoConsole, core } = denoGlobal[denoGlobal.internal] as Internals;
const { exit, inspect: denoInspect } = Deno;
const writeStdout = Deno.stdout.writeSync.bind(Deno.stdout);
const { createObjectURL, revokeObjectURL } = URL;
const BlobCtor = Blob;
const STDIN = 0;

const inspect = (value: unknown): string => denoInspect(value, { colors: false });
const settle = createSettle(core);

/** Begins a new line, because the program may have printed a part of one. */
function send(frame: string): void {
  const bytes = encodeUtf8(`\n${frame}`);
  let at = 0;
  while (at < bytes.length) at += writeStdout(at === 0 ? bytes : bytesSubarray(bytes, at, bytes.length));
}

const buffer = new Uint8Array(65_536);
let reading: Promise<number> | undefined;
let mayIdle = false;
let isAwaitingHost = false;
const clock = new VirtualClock();
const calls = new HostCalls({ send, onBusy: (isBusy) => keepAlive(isBusy) });
const notes = new FileNotes({ send });
installFiles(notes);
const { mkdirSync, writeFileSync } = Deno;
const files: FileWriter = { mkdir: (path) => mkdirSync(path, { recursive: true }), write: writeFileSync };
const program = new Program({ calls, send, files, inspect, settle, stay, importCode });

function stay(): void {
  mayIdle = false;
  if (reading !== undefined) core.refOpPromise(reading);
}

/** While calls are open the read holds the event loop; with none open, an empty loop means a stuck program. */
function keepAlive(isBusy: boolean): void {
  isAwaitingHost = isBusy;
  if (reading === undefined || !mayIdle) return;
  if (isBusy) core.refOpPromise(reading);
  else core.unrefOpPromise(reading);
}

const seedRandom = installRandom();

/** What the compiler's programs begin with, and a script's words for the same, equally long: columns stay true. */
const MODULE_HEAD = "export default async function";
const SCRIPT_HEAD = '"use strict";0,';
const SCRIPT_URL = "blob:null/program";

/**
 * A program without static imports is one function, and as a script it is there three times sooner than as a module.
 * Either way its imports are dynamic or in the graph of a dynamic import, and so are checked against the permissions.
 */
async function importCode(code: string, name: ProgramName): Promise<{ readonly default: unknown }> {
  if (startsWith(code, MODULE_HEAD)) {
    const loaded = core.evalContext(SCRIPT_HEAD + sliceText(code, SCRIPT_HEAD.length), SCRIPT_URL);
    name.set(SCRIPT_URL);
    // Whatever is wrong is said better of a module.
    if (typeof loaded[0] === "function") return { default: loaded[0] };
  }
  const url = createObjectURL(new BlobCtor([code], { type: "text/javascript" }));
  name.set(url);
  try {
    return await import(url);
  } finally {
    revokeObjectURL(url);
  }
}

async function receive(text: string): Promise<void> {
  const message = parseJson(text) as HostMessage;
  if (message.type === "start") {
    clock.start(message.nowMs);
    seedRandom(message.seed);
    notes.begin(message.notes ?? [], message.isWithoutFiles !== true);
    calls.setSlots(message.parallel, message.slotFunctions);
    mayIdle = true;
    program.run(message).catch((error) => program.fail(error));
  } else {
    if (program.closing !== undefined) await program.closing;
    clock.advance(message.nowMs);
    calls.answer(message);
  }
  // One delivery is digested completely before the next one: their order alone decides what the program does.
  await settle();
}

async function readFrames(): Promise<never> {
  let pending = "";
  for (;;) {
    reading = core.read(STDIN, buffer);
    if (mayIdle && !isAwaitingHost) core.unrefOpPromise(reading);
    const length = await reading;
    reading = undefined;
    if (length === 0) exit(0);
    let from = 0;
    for (;;) {
      const end = bytesIndexOf(bytesSubarray(buffer, 0, length), 10, from);
      if (end < 0) break;
      const text = pending + decodeUtf8(bytesSubarray(buffer, from, end), false);
      pending = "";
      from = end + 1;
      await receive(text);
    }
    if (from < length) pending += decodeUtf8(bytesSubarray(buffer, from, length), true);
  }
}

async function boot(): Promise<void> {
  await warmUp({ importCode, files, inspect, settle });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    program.addUnhandled(event.promise, event.reason);
  });
  addEventListener("rejectionhandled", (event) => program.removeUnhandled((event as PromiseRejectionEvent).promise));
  addEventListener("error", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (program.isRunning) program.fail(event.error);
  });
  addEventListener("beforeunload", (event) => {
    event.stopImmediatePropagation();
    // The process stays, so that the host can measure it before it ends it.
    event.preventDefault();
    if (program.isRunning) program.failStuck();
  });
  captureConsole(DenoConsole, (level, text) => {
    send(`{"type":"log","level":"${level}","text":${stringifyJson(program.name.shorten(text))}}\n`);
  });
  installClock(clock);
  installTimers(calls);
  installSubtle(new PoolTurns(calls));
  installFetch(calls);
  lockGlobals();
  Reflect.deleteProperty(Deno, denoGlobal.internal);
  defineProperty(globalThis, "ToolError", { value: ToolError, writable: true, configurable: true });
  // A fault of ours must end the run at once instead of leaving it to the wall clock.
  readFrames().catch((error) => program.fail(error));
  send('{"type":"ready"}\n');
}

void boot();
