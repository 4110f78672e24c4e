import type { HostCalls } from "./host-calls.ts";
import { defineProperty, floor, isFiniteNumber, mapDelete, mapGet, mapSet, max, min } from "./primordials.ts";

const MAX_DELAY_MS = 2_147_483_647;

/** Time as the host tells it: it stands still between two deliveries. */
export class VirtualClock {
  #startMs = 0;
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  get elapsedMs(): number {
    return this.#nowMs - this.#startMs;
  }

  get startMs(): number {
    return this.#startMs;
  }

  start(nowMs: number): void {
    this.#startMs = nowMs;
    this.#nowMs = nowMs;
  }

  /** Never goes back, whatever the host's clock does. */
  advance(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
  }
}

export function installClock(clock: VirtualClock): void {
  const RealDate = Date;
  const realToString = Date.prototype.toString;
  const construct = Reflect.construct;
  const VirtualDate = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return realToString.call(new RealDate(clock.nowMs));
    return construct(RealDate, args.length === 0 ? [clock.nowMs] : args, new.target);
  };
  defineProperty(VirtualDate, "name", { value: "Date" });
  defineProperty(VirtualDate, "length", { value: 7 });
  defineProperty(VirtualDate, "prototype", { value: RealDate.prototype, writable: false });
  defineProperty(RealDate.prototype, "constructor", { value: VirtualDate, writable: true, configurable: true });
  replaceMethod(VirtualDate, "now", () => clock.nowMs);
  replaceMethod(VirtualDate, "parse", RealDate.parse);
  replaceMethod(VirtualDate, "UTC", RealDate.UTC);
  defineProperty(globalThis, "Date", { value: VirtualDate, writable: true, configurable: true });

  replaceMethod(Performance.prototype, "now", () => clock.elapsedMs);
  defineProperty(Performance.prototype, "timeOrigin", { get: () => clock.startMs, configurable: true });
  installTemporal(clock);
  installFormatters(clock);
}

interface TemporalLike {
  readonly Now?: object;
  readonly Instant: { fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: string): Zoned } };
}
interface Zoned {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}

function installTemporal(clock: VirtualClock): void {
  const temporal = (globalThis as { Temporal?: TemporalLike }).Temporal;
  if (temporal?.Now === undefined) return;
  const { Instant, Now } = temporal;
  const zoned = (zone: string): Zoned => Instant.fromEpochMilliseconds(clock.nowMs).toZonedDateTimeISO(zone);
  replaceMethod(Now, "instant", () => Instant.fromEpochMilliseconds(clock.nowMs));
  replaceMethod(Now, "zonedDateTimeISO", (zone = "UTC") => zoned(zone));
  replaceMethod(Now, "plainDateTimeISO", (zone = "UTC") => zoned(zone).toPlainDateTime());
  replaceMethod(Now, "plainDateISO", (zone = "UTC") => zoned(zone).toPlainDate());
  replaceMethod(Now, "plainTimeISO", (zone = "UTC") => zoned(zone).toPlainTime());
}

/** `format()` without a date means now. */
function installFormatters(clock: VirtualClock): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  const formatToParts = prototype.formatToParts;
  if (format === undefined) return;
  defineProperty(prototype, "format", {
    get(this: Intl.DateTimeFormat) {
      const real = format.call(this) as (date?: Date | number) => string;
      return (date?: Date | number) => real(date ?? clock.nowMs);
    },
    configurable: true,
  });
  replaceMethod(prototype, "formatToParts", function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, date ?? clock.nowMs);
  });
}

export function replaceMethod(target: object, name: string, method: unknown): void {
  defineProperty(target, name, { value: method, writable: true, enumerable: false, configurable: true });
}

interface Timer {
  callId: number;
  readonly repeatMs: number | undefined;
  readonly run: () => void;
}

/** setTimeout and its kin, served by the host one delivery at a time. */
export function installTimers(calls: HostCalls): void {
  const { apply } = Reflect;
  const report = reportError;
  const timers = new Map<number, Timer>();
  let lastHandle = 0;

  const arm = (handle: number, timer: Timer, delayMs: number): void => {
    timer.callId = calls.timer(delayMs, () => {
      if (timer.repeatMs === undefined) mapDelete(timers, handle);
      timer.run();
      if (timer.repeatMs !== undefined && mapGet(timers, handle) === timer) arm(handle, timer, timer.repeatMs);
    });
  };
  const add = (callback: unknown, delay: unknown, isRepeating: boolean, args: unknown[]): number => {
    if (typeof callback !== "function") throw new TypeError("Cannot set a timer: the callback is not a function");
    const delayMs = toDelay(delay);
    lastHandle += 1;
    const run = (): void => {
      try {
        apply(callback as () => void, undefined, args);
      } catch (error) {
        // As an uncaught error of any callback: it must not reach the loop that reads the host's frames.
        report(error);
      }
    };
    const timer: Timer = { callId: 0, repeatMs: isRepeating ? max(1, delayMs) : undefined, run };
    mapSet(timers, lastHandle, timer);
    arm(lastHandle, timer, delayMs);
    return lastHandle;
  };
  const clear = (handle?: unknown): void => {
    const timer = mapGet(timers, handle as number);
    if (timer === undefined) return;
    mapDelete(timers, handle as number);
    calls.forget(timer.callId);
  };

  replaceMethod(globalThis, "setTimeout", (run: unknown, delay?: unknown, ...args: unknown[]) =>
    add(run, delay, false, args),
  );
  replaceMethod(globalThis, "setInterval", (run: unknown, delay?: unknown, ...args: unknown[]) =>
    add(run, delay, true, args),
  );
  replaceMethod(globalThis, "setImmediate", (run: unknown, ...args: unknown[]) => add(run, 0, false, args));
  replaceMethod(globalThis, "clearTimeout", clear);
  replaceMethod(globalThis, "clearInterval", clear);
  replaceMethod(globalThis, "clearImmediate", clear);

  const { AbortController: Controller, DOMException: Exception } = globalThis;
  replaceMethod(AbortSignal, "timeout", (delay: unknown) => {
    const controller = new Controller();
    add(() => controller.abort(new Exception("Signal timed out.", "TimeoutError")), delay, false, []);
    return controller.signal;
  });
}

function toDelay(delay: unknown): number {
  const delayMs = Number(delay ?? 0);
  return isFiniteNumber(delayMs) ? min(MAX_DELAY_MS, max(0, floor(delayMs))) : 0;
}
