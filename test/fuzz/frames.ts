/** `npm run fuzz -- [frames] [seed]`: hostile frames through the parser of the sandbox; prints each that it got wrong. */
import fc from "fast-check";
import { FrameReader } from "../../packages/sandbox/src/framing.ts";
import { parseGuestMessage } from "../../packages/sandbox/src/protocol.ts";
import { createMutator } from "./mutate-frame.ts";
import { judgeLine, judgeMessage } from "./reference-frames.ts";

const MAX_FRAME_BYTES = 4096;
const MAX_DEPTH = 32;
/** Frames that go through one reader after another, as one process writes them. */
const LINES_PER_READER = 3;
const MAX_SHOWN = 20;

const wanted = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const mutator = createMutator(seed, fc.sample(frames(), { numRuns: 3000, seed }));

interface Outcome {
  readonly messages: readonly string[];
  readonly faults: readonly string[];
  readonly text: string;
}

/** What the parser makes of these bytes, given in pieces. */
function readFrames(bytes: Buffer): Outcome {
  const messages: string[] = [];
  const faults: string[] = [];
  let text = "";
  const reader = new FrameReader({
    maxFrameBytes: () => MAX_FRAME_BYTES,
    maxDepth: MAX_DEPTH,
    onFrame: (value) => {
      const message = parseGuestMessage(value);
      const wrong = typeof message === "string" ? undefined : judgeMessage(message);
      if (wrong !== undefined) throw new Error(`accepted ${wrong}`);
      if (typeof message === "string") faults.push("shape");
      else messages.push(JSON.stringify(message));
      return typeof message !== "string";
    },
    onText: (part) => {
      text += part.toString("latin1");
    },
    onFault: (fault) => faults.push(fault),
  });
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + mutator.pieceLength());
    reader.push(bytes.subarray(at, end));
    at = end;
  }
  reader.end();
  return { messages, faults, text };
}

/** The same by a plain reading of the rules, whole line by whole line. */
function readByRules(bytes: Buffer): Outcome {
  const messages: string[] = [];
  const faults: string[] = [];
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? bytes.length : newline + 1;
    const line = bytes.subarray(at, end);
    at = end;
    const verdict = judgeLine(line, { maxFrameBytes: MAX_FRAME_BYTES, maxDepth: MAX_DEPTH, isWhole: newline >= 0 });
    if (verdict.kind === "text") text += line.toString("latin1");
    else if (verdict.kind === "message") messages.push(verdict.json);
    else {
      faults.push(verdict.fault);
      break;
    }
  }
  return { messages, faults, text };
}

function frames(): fc.Arbitrary<string> {
  const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
  const name = fc.oneof(
    fc.constantFrom("target.echo", "a.b", "__proto__", "constructor", "", "x".repeat(301)),
    fc.string(),
  );
  const id = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, 2 ** 53, 1e308, null, "1", [1]), fc.double());
  const one = fc.oneof(
    fc.record({ type: fc.constant("log"), level: fc.constantFrom("log", "warn", "__proto__"), text: fc.string() }),
    fc.record({ type: fc.constant("call"), id, kind: fc.constant("tool"), address: name, args: json }),
    fc.record({
      type: fc.constant("call"),
      id,
      kind: fc.constant("host"),
      name,
      args: fc.array(json, { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("call"), id, kind: fc.constant("timer"), delayMs: id }),
    fc.record({
      type: fc.constant("result"),
      ok: fc.boolean(),
      value: json,
      warnings: fc.array(fc.string(), { maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant("result"),
      ok: fc.constant(false),
      error: fc.record(
        { name: fc.string(), message: fc.string(), stack: fc.string(), code: name },
        { requiredKeys: ["name", "message", "stack"] },
      ),
    }),
    fc.record({ type: fc.constantFrom("ready", "start", "answer", "cancel", "__proto__") }),
  );
  return one.map((frame) => JSON.stringify(frame));
}

process.stdout.write(`seed ${seed}, ${wanted} frames\n`);
const startedAt = performance.now();
let wrong = 0;
let accepted = 0;
for (let done = 0; done < wanted; done += LINES_PER_READER) {
  const bytes = Buffer.concat(Array.from({ length: LINES_PER_READER }, () => mutator.next()));
  let problem: string | undefined;
  try {
    const got = readFrames(bytes);
    accepted += got.messages.length;
    const due = readByRules(bytes);
    if (JSON.stringify(got) !== JSON.stringify(due))
      problem = `${JSON.stringify(got)} instead of ${JSON.stringify(due)}`;
  } catch (error) {
    problem = String(error);
  }
  if (problem === undefined && ({} as Record<string, unknown>).polluted !== undefined) problem = "a polluted prototype";
  if (problem === undefined) continue;
  wrong++;
  if (wrong <= MAX_SHOWN)
    process.stdout.write(`wrong: ${problem}\n  from ${JSON.stringify(bytes.toString("latin1"))}\n`);
}
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(`${wrong} wrong, ${accepted} accepted, ${wanted} frames in ${seconds.toFixed(1)} s\n`);
process.exitCode = wrong === 0 && accepted > wanted / 100 ? 0 : 1;
