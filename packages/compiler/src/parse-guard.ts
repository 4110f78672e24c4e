import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Language } from "@sluice/contracts";
import { HARD_MAX_DEPTH } from "./rules/max-depth.ts";
import type { Problem, SourceText } from "./source-text.ts";

/** More than this is refused unread. */
const MAX_SOURCE_CHARS = 1_000_000;
/**
 * The parser recurses natively, about 850 bytes of stack for the dearest of these signs: so many of them
 * fit into the 4 MB of a worker thread twice, however they are nested.
 */
const MAX_INLINE_WEIGHT = 2_500;
/** Each `<` may be read twice, as an operator and as the start of type arguments, and so may all after it. */
const ANGLE_WEIGHT = 8;
const DEADLINE_MS = 3_000;
const IDLE_MS = 30_000;

const nestingSigns =
  /[([{?:=!~+\-*/%&|^.@`]|\b(?:typeof|void|delete|await|async|yield|new|keyof|unique|readonly|infer|asserts|if|else|do|while|for|with|extends|class|function|in|of|is|as|satisfies|instanceof|return|throw|case|namespace|module|import|export)\b/g;

const childModule = new URL("./parse-guard-child.ts", import.meta.url);

export interface GuardAnswer {
  readonly id: number;
  readonly depth: number;
}

export interface GuardQuestion {
  readonly id: number;
  readonly text: string;
  readonly language: Language;
}

/**
 * Parses what may nest deeply in a child process first: a native stack overflow there costs that process alone.
 * Most code has too few signs for that and is let through at once.
 */
export class ParseGuard {
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  #last: Promise<unknown> = Promise.resolve();

  /** Why the source cannot be parsed here; undefined where it can. Never throws. */
  async check(source: SourceText, language: Language): Promise<Problem | undefined> {
    const { text } = source;
    if (text.length > MAX_SOURCE_CHARS) return tooLarge(text);
    if (isLight(text)) return undefined;
    return judgeDepth(text, await this.#measure(text, language));
  }

  /** The same, waiting for a process of its own where one is needed. */
  checkSync(source: SourceText, language: Language): Problem | undefined {
    const { text } = source;
    if (text.length > MAX_SOURCE_CHARS) return tooLarge(text);
    if (isLight(text)) return undefined;
    const { stdout } = spawnSync(process.execPath, [fileURLToPath(childModule), "--once"], {
      env: {},
      input: JSON.stringify({ id: 0, text, language } satisfies GuardQuestion),
      timeout: DEADLINE_MS,
      killSignal: "SIGKILL",
      encoding: "utf8",
    });
    return judgeDepth(text, /^\d+$/.test(stdout) ? Number(stdout) : undefined);
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  /** One question at a time, so that whoever kills the child harms no other. */
  #measure(text: string, language: Language): Promise<number | undefined> {
    const answer = this.#last.then(() => this.#ask(text, language));
    this.#last = answer;
    return answer;
  }

  #ask(text: string, language: Language): Promise<number | undefined> {
    const child = this.#start();
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const settle = (depth: number | undefined): void => {
        clearTimeout(deadline);
        child.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
        resolve(depth);
      };
      const onMessage = (answer: GuardAnswer): void => {
        if (answer.id === id) settle(answer.depth);
      };
      const onEnd = (): void => settle(undefined);
      const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
      child.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
      child.send({ id, text, language } satisfies GuardQuestion, (error) => {
        if (error !== null) settle(undefined);
      });
    });
  }

  #start(): ChildProcess {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    this.#idle.unref();
    if (this.#child !== undefined) return this.#child;
    const child = fork(childModule, [], { env: {}, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
    this.#child = child;
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once("exit", forget).once("error", forget);
    // It ends with its channel, and keeps nobody from ending.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

function tooLarge(text: string): Problem {
  return {
    rule: "max-size",
    start: 0,
    message: `Cannot compile this code: it has ${text.length} characters, at most ${MAX_SOURCE_CHARS} are read`,
    advice: "Pass large data in context instead of writing it into the code",
  };
}

/** `depth` is undefined where the parser did not survive. */
function judgeDepth(text: string, depth: number | undefined): Problem | undefined {
  if (depth !== undefined && depth <= HARD_MAX_DEPTH) return undefined;
  return {
    rule: "max-depth",
    start: deepestBracket(text),
    message: `Cannot compile this code: it is nested too deeply, at most ${HARD_MAX_DEPTH} levels are read`,
    advice: "Split it into functions; pass large data in context",
  };
}

/** Whether no way of nesting this text comes near the end of the stack. */
function isLight(text: string): boolean {
  if (text.length <= MAX_INLINE_WEIGHT / ANGLE_WEIGHT) return true;
  let weight = 0;
  nestingSigns.lastIndex = 0;
  while (nestingSigns.test(text)) if (++weight > MAX_INLINE_WEIGHT) return endScan(false);
  for (let at = text.indexOf("<"); at !== -1; at = text.indexOf("<", at + 1)) {
    weight += ANGLE_WEIGHT;
    if (weight > MAX_INLINE_WEIGHT) return false;
  }
  return true;
}

function endScan(result: boolean): boolean {
  nestingSigns.lastIndex = 0;
  return result;
}

/** Where to point the agent to: the bracket that is open under the most others, strings not told apart. */
function deepestBracket(text: string): number {
  let depth = 0;
  let deepest = 0;
  let place = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "(" || sign === "[" || sign === "{") {
      if (++depth > deepest) {
        deepest = depth;
        place = at;
      }
    } else if (sign === ")" || sign === "]" || sign === "}") depth = Math.max(0, depth - 1);
  }
  return place;
}
