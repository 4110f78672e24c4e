import type { CompiledProgram, GuestError, RunError, SandboxEnd } from "@sluice/contracts";

const FRAME = /program\.js:(\d+):(\d+)/;
const STACK_LINE = /^(\s+at (?:[^()]* \(|async )?\S+:\d+:\d+\)?)( \{)?$/;
/** Of our glue: the compiled program's own lines, the guest's files, Deno's. */
const OUR_FRAME = /program\.js:\d|file:\/\/\/guest\/|\b(?:ext|node):/;
const MAX_FRAMES = 12;
/** Deno's advice is for people at a command line; whoever wrote the code has none. */
const DENO_ADVICE = /, run again with the --allow-[\w-]+ flag$/;

/** A guest error with the agent's own line numbers; frames of our glue are left out. Not washed yet. */
export function toRunError(error: GuestError, program: CompiledProgram): RunError {
  const message = error.message.replace(DENO_ADVICE, ": the policy gives code no such permission");
  const frames: string[] = [];
  let first: Place | undefined;
  for (const text of error.stack.split("\n")) {
    const place = placeOf(text, program);
    if (place === undefined) continue;
    if (place.file === undefined) first ??= place;
    frames.push(printFrame(text, place));
  }
  return {
    code: error.code ?? "guest_error",
    name: error.name,
    message,
    ...(frames.length === 0 ? {} : { stack: [`${error.name}: ${message}`, ...frames.slice(0, MAX_FRAMES)].join("\n") }),
    ...(first === undefined ? {} : { line: first.line, column: first.column }),
  };
}

/** Text that the code printed, with the agent's own lines in stacks as `console.error(error)` shows them. Not washed yet. */
export function mapStacks(text: string, program: CompiledProgram): string {
  if (!text.includes("program.js:")) return text;
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const [, frame, opening = ""] = STACK_LINE.exec(line) ?? [];
    const place = frame === undefined ? undefined : placeOf(frame, program);
    if (frame !== undefined && place !== undefined) lines.push(printFrame(frame, place) + opening);
    else if (frame === undefined || !OUR_FRAME.test(frame)) lines.push(line);
    // An error's own fields follow its last frame in braces.
    else if (opening !== "") lines.push((lines.pop() ?? "") + opening);
  }
  return lines.join("\n");
}

type Place = NonNullable<ReturnType<CompiledProgram["mapPosition"]>>;

function placeOf(frame: string, program: CompiledProgram): Place | undefined {
  const match = FRAME.exec(frame);
  return match === null ? undefined : program.mapPosition(Number(match[1]), Number(match[2]));
}

function printFrame(frame: string, place: Place): string {
  const name = /^\s*at (?:async )?([^\s(]+) \(/.exec(frame)?.[1];
  const shown = name === undefined || name === "default" ? "" : `${name} `;
  return `    at ${shown}${place.file ?? "code.ts"}:${place.line}:${place.column}`;
}

const EXIT_ADVICE = "end the code with return, not with Deno.exit() or process.exit()";
const LIMIT_ADVICE: Readonly<Record<string, string>> = {
  memory: "work through the data in pages instead of holding it all",
  cpu: "do less work, or ask an admin for a higher cpuMs",
  wall: "do less, raise timeoutMs within the policy, or use durable: true with sleep()",
  output: "log less; return data instead",
  frame: "return less, or write it to a file or display it in parts",
  calls: "use tools that take lists or pages",
  "workspace-size": "write less or delete files first",
  "file-size": "write smaller files",
};

/** How a run that gave no result ended, in words an agent can act on. */
export function toEndError(end: Exclude<SandboxEnd, { kind: "completed" } | { kind: "failed" }>): RunError {
  switch (end.kind) {
    case "limit": {
      const advice = LIMIT_ADVICE[end.limit] ?? "stay below it";
      const code = end.limit === "wall" ? "timeout" : "limit_exceeded";
      return {
        code,
        message: `The run passed its ${end.limit} limit (${end.used} of ${end.max} ${end.unit}): ${advice}`,
        retryable: end.limit === "wall",
      };
    }
    case "protocol":
      return { code: "protocol_violation", message: `The process was ended: ${end.message}` };
    case "crashed": {
      const how = end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
      const why = end.stderr === "" && end.exitCode === 0 ? EXIT_ADVICE : end.stderr.slice(0, 400);
      return {
        code: "sandbox_crashed",
        message: `The process ended without a result (${how})${why === "" ? "" : `: ${why}`}`,
      };
    }
    case "killed":
      return {
        code: "cancelled",
        message: end.reason === "shutdown" ? "The gateway is shutting down" : "The run was cancelled",
      };
  }
}
