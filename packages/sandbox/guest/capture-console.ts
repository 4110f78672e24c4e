import type { FrameLogLevel } from "../src/protocol.ts";
import { defineProperty } from "./primordials.ts";
import { replaceMethod } from "./virtual-time.ts";

/** Deno's own Console class, which formats and hands the text on; its levels are 0 debug to 3 error. */
export type ConsoleClass = new (print: (text: string, level: number) => void) => Record<string, unknown>;

const levels: readonly FrameLogLevel[] = ["debug", "log", "warn", "error"];

/** Puts a console in place that sends each message as one log frame. */
export function captureConsole(ConsoleCtor: ConsoleClass, send: (level: FrameLogLevel, text: string) => void): void {
  let isInfo = false;
  const inner = new ConsoleCtor((text, level) => {
    const named = isInfo && level === 1 ? "info" : (levels[level] ?? "log");
    send(named, text.endsWith("\n") ? text.slice(0, -1) : text);
  });
  const { info } = inner;
  replaceMethod(inner, "info", (...args: unknown[]) => {
    isInfo = true;
    try {
      (info as (...args: unknown[]) => void)(...args);
    } finally {
      isInfo = false;
    }
  });
  defineProperty(globalThis, "console", { value: inner, writable: true, configurable: true });
}
