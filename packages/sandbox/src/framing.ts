import { isUtf8 } from "node:buffer";
import { FRAME_PREFIX, type HostMessage } from "./protocol.ts";

const NEWLINE = 10;
const prefix = Buffer.from(FRAME_PREFIX, "latin1");

export type FrameFault = "too-long" | "too-deep" | "malformed";

export interface FrameReaderOptions {
  /** Asked at each frame: a process may be started before its limit is known. */
  readonly maxFrameBytes: () => number;
  readonly maxDepth: number;
  /** One parsed frame; its shape is still unchecked. Return false to stop reading. */
  readonly onFrame: (value: unknown) => boolean;
  /** Bytes that are no frame, as they come. */
  readonly onText: (bytes: Buffer) => void;
  readonly onFault: (fault: FrameFault, detail: string, used: number) => void;
}

/**
 * Splits what a hostile process writes into frames and text. A line is a frame if it begins as ours do; anything else
 * is text and is never buffered. After a fault or a refused frame it reads nothing more.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  #parts: Buffer[] = [];
  #length = 0;
  /** What the current line is known to be. */
  #line: "unknown" | "frame" | "text" = "unknown";
  #isStopped = false;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#isStopped = true;
    this.#clear();
  }

  push(chunk: Buffer): void {
    let from = 0;
    while (from < chunk.length && !this.#isStopped) {
      const end = chunk.indexOf(NEWLINE, from);
      const isWhole = end >= 0;
      const piece = chunk.subarray(from, isWhole ? end + 1 : chunk.length);
      from += piece.length;
      this.#take(piece, isWhole);
    }
  }

  /** The pipe is closed: an unfinished line is text. */
  end(): void {
    if (this.#isStopped || this.#length === 0) return;
    this.#options.onText(this.#whole());
    this.#clear();
  }

  #take(piece: Buffer, isWhole: boolean): void {
    if (this.#line === "text") {
      this.#options.onText(piece);
      if (isWhole) this.#line = "unknown";
      return;
    }
    this.#parts.push(piece);
    this.#length += piece.length;
    if (this.#line === "unknown") this.#line = this.#classify(isWhole);
    if (this.#line === "text") {
      const text = this.#whole();
      this.#clear();
      if (!isWhole) this.#line = "text";
      this.#options.onText(text);
      return;
    }
    const maxBytes = this.#options.maxFrameBytes();
    if (this.#length > maxBytes) {
      this.#fault("too-long", `a frame of more than ${maxBytes} bytes`, this.#length);
    } else if (isWhole) {
      const line = this.#whole();
      this.#clear();
      this.#parse(line);
    }
  }

  #classify(isWhole: boolean): "unknown" | "frame" | "text" {
    const head = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : this.#whole();
    const known = Math.min(head.length, prefix.length);
    for (let i = 0; i < known; i++) if (head[i] !== prefix[i]) return "text";
    if (known === prefix.length) return "frame";
    return isWhole ? "text" : "unknown";
  }

  #whole(): Buffer {
    const [first] = this.#parts;
    return this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#length);
  }

  #clear(): void {
    this.#parts = [];
    this.#length = 0;
    this.#line = "unknown";
  }

  #fault(fault: FrameFault, detail: string, used: number): void {
    this.stop();
    this.#options.onFault(fault, detail, used);
  }

  #parse(line: Buffer): void {
    if (!isUtf8(line)) {
      this.#fault("malformed", "a frame that is not UTF-8", line.length);
      return;
    }
    const depth = countDepth(line, this.#options.maxDepth);
    if (depth > this.#options.maxDepth) {
      this.#fault("too-deep", `a frame nested deeper than ${this.#options.maxDepth} levels`, depth);
      return;
    }
    const parsed = parseStrictly(line.toString("utf8"));
    if (typeof parsed === "string") this.#fault("malformed", parsed, line.length);
    else if (!this.#options.onFrame(parsed.value)) this.stop();
  }
}

/** @returns the value, or what is wrong with the text */
function parseStrictly(text: string): { readonly value: unknown } | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "a frame that is not JSON";
  }
  // `\u` may spell any part of the name, so only a text with neither is surely free of it.
  const mayHold = text.includes("__proto__") || text.includes("\\u");
  if (mayHold && hasProtoKey(value)) return 'a frame with an own "__proto__" key';
  return MAY_BE_INFINITE.test(text) && hasInfinity(value) ? "a frame with a number that is too large" : { value };
}

/** Only a number with an exponent of two digits or very many digits is read as Infinity, which no JSON can say again. */
const MAY_BE_INFINITE = /[eE]\+?\d\d|\d{250}/;

function hasInfinity(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasInfinity);
}

/** Bracket depth of JSON text, counted without parsing; stops as soon as it is above `limit`. */
export function countDepth(json: Uint8Array, limit: number): number {
  if (json.length <= limit) return 0;
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === 0x22) {
      i = endOfString(json, i + 1);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
      if (deepest > limit) return deepest;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    }
  }
  return deepest;
}

function endOfString(json: Uint8Array, from: number): number {
  for (let i = from; i < json.length; i++) {
    const byte = json[i];
    if (byte === 0x5c) i++;
    else if (byte === 0x22) return i;
  }
  return json.length;
}

/** Own `__proto__` anywhere; the depth is bounded before. */
function hasProtoKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasProtoKey);
  if (Object.hasOwn(value, "__proto__")) return true;
  return Object.values(value).some(hasProtoKey);
}

export function encodeFrame(message: HostMessage): string {
  return `${JSON.stringify(message)}\n`;
}
