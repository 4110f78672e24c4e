import { toPoolKey } from "./deno-flags.ts";
import type { LaunchSpec } from "./launch.ts";
import { cancelledError, closedError, deadlineError, overloadedError } from "./pool-errors.ts";
import type { SandboxWorker } from "./sandbox-worker.ts";
import { StartBackoff } from "./start-backoff.ts";

export interface WorkerPoolOptions {
  readonly maxProcesses: number;
  readonly maxQueued: number;
  readonly warmPerKey: number;
  readonly idleMs: number;
  /** Starts one process; told of its end through `gone`. */
  readonly createWorker: (spec: LaunchSpec, onGone: (worker: SandboxWorker) => void) => Promise<SandboxWorker>;
  readonly onWarning: (message: string) => void;
}

export interface TakeOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onQueued?: ((position: number) => void) | undefined;
}

/** Processes for one set of permissions. */
interface Lane {
  readonly key: string;
  readonly spec: LaunchSpec;
  readonly idle: SandboxWorker[];
  readonly backoff: StartBackoff;
  /** Processes on their way that nobody has claimed. */
  starting: number;
  busy: number;
  /** Most runs at once lately; that many processes are worth keeping warm. */
  peak: number;
  isKept: boolean;
  usedAt: number;
}

interface Waiting {
  readonly lane: Lane;
  readonly resolve: (worker: SandboxWorker) => void;
  readonly reject: (error: Error) => void;
  readonly onQueued: ((position: number) => void) | undefined;
}

/** Refilling at once would take the processor from the run that has just begun. */
const REFILL_DELAY_MS = 4;
const SHRINK_EVERY_MS = 5000;

/** Hands out warm processes, starts them ahead of demand, and never holds more than it may. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #workers = new Set<SandboxWorker>();
  readonly #queue: Waiting[] = [];
  readonly #shrinkTimer: NodeJS.Timeout;
  #refillTimer: NodeJS.Timeout | undefined;
  /** Starts under way that have no worker yet. */
  #pending = 0;
  #started = 0;
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#shrinkTimer = setInterval(() => this.#shrink(), SHRINK_EVERY_MS);
    this.#shrinkTimer.unref();
  }

  get counts(): { readonly idle: number; readonly busy: number; readonly queued: number; readonly started: number } {
    let idle = 0;
    let busy = 0;
    for (const lane of this.#lanes.values()) {
      idle += lane.idle.length;
      busy += lane.busy;
    }
    return { idle, busy, queued: this.#queue.length, started: this.#started };
  }

  /** @throws EngineError `sandbox_unavailable`, `overloaded`, `timeout`, `cancelled` */
  async take(spec: LaunchSpec, options: TakeOptions): Promise<SandboxWorker> {
    this.#refuseClosed();
    const lane = this.#lane(spec);
    lane.usedAt = performance.now();
    const idle = lane.idle.pop();
    const worker = idle ?? (await this.#wait(lane, options));
    if (worker.state !== "idle") return this.take(spec, options);
    lane.busy++;
    lane.peak = Math.max(lane.peak, lane.busy);
    return worker;
  }

  /** The run is over: its process is already being killed. */
  release(spec: LaunchSpec): void {
    this.#lane(spec).busy--;
    this.#refillSoon();
  }

  async warm(spec: LaunchSpec): Promise<void> {
    this.#refuseClosed();
    const lane = this.#lane(spec);
    lane.isKept = true;
    lane.usedAt = performance.now();
    const missing = this.#target(lane) - lane.idle.length - lane.starting;
    const starts: Promise<void>[] = [];
    for (let i = 0; i < missing && this.#live < this.#options.maxProcesses; i++) starts.push(this.#startFor(lane));
    await Promise.all(starts);
  }

  /** Ends what waits, since newer processes will be better boxed. */
  dropIdle(): void {
    for (const lane of this.#lanes.values()) for (const worker of lane.idle.splice(0)) worker.kill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#shrinkTimer);
    clearTimeout(this.#refillTimer);
    for (const waiting of this.#queue.splice(0)) waiting.reject(closedError());
    const gone = [...this.#workers].map((worker) => worker.gone);
    for (const worker of this.#workers) worker.kill();
    await Promise.all(gone);
  }

  get #live(): number {
    return this.#workers.size + this.#pending;
  }

  #lane(spec: LaunchSpec): Lane {
    const key = toPoolKey(spec.permissions, spec.workspaceDir);
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = {
      key,
      spec,
      idle: [],
      backoff: new StartBackoff(),
      starting: 0,
      busy: 0,
      peak: 0,
      isKept: false,
      usedAt: 0,
    };
    this.#lanes.set(key, lane);
    return lane;
  }

  #wait(lane: Lane, options: TakeOptions): Promise<SandboxWorker> {
    lane.backoff.check();
    if (this.#queue.length >= this.#options.maxQueued) throw overloadedError(this.#queue.length);
    return new Promise((resolve, reject) => {
      const { deadlineMs, onQueued, signal } = options;
      const waiting: Waiting = { lane, onQueued, resolve: settle(resolve), reject: settle(reject) };
      const leave = (error: () => Error) => (): void => {
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
        waiting.reject(error());
      };
      const onTimeout = leave(() => deadlineError(this.#queue.indexOf(waiting) + 1));
      const onAbort = leave(cancelledError);
      const timer = setTimeout(onTimeout, Math.max(0, deadlineMs - Date.now()));
      function settle<T>(done: (value: T) => void): (value: T) => void {
        return (value) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
          done(value);
        };
      }
      if (signal?.aborted === true) return onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.push(waiting);
      this.#serve();
      const position = this.#queue.indexOf(waiting) + 1;
      if (position > 0 && this.#live >= this.#options.maxProcesses) onQueued?.(position);
    });
  }

  /** Gives what is there to those who wait, oldest first, and starts what is missing. */
  #serve(): void {
    if (this.#isClosed) return;
    const promised = new Map<Lane, number>();
    for (const waiting of [...this.#queue]) {
      const { lane } = waiting;
      const worker = lane.idle.pop();
      if (worker !== undefined) {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        waiting.resolve(worker);
        continue;
      }
      const claims = (promised.get(lane) ?? 0) + 1;
      promised.set(lane, claims);
      if (claims <= lane.starting) continue;
      if (this.#live >= this.#options.maxProcesses && !this.#evictIdle()) return;
      if (this.#live < this.#options.maxProcesses) void this.#startFor(lane);
    }
  }

  /** Makes room by ending a waiting process of another lane; the room is there once it is gone. */
  #evictIdle(): boolean {
    const lanes = [...this.#lanes.values()].filter((lane) => lane.idle.length > 0);
    const oldest = lanes.sort((a, b) => a.usedAt - b.usedAt)[0];
    oldest?.idle.shift()?.kill();
    return oldest !== undefined;
  }

  /** Never rejects: a start that fails is told to whoever waits for it. */
  async #startFor(lane: Lane): Promise<void> {
    lane.starting++;
    this.#pending++;
    let isPending = true;
    const counted = (): void => {
      if (isPending) this.#pending--;
      isPending = false;
    };
    try {
      const worker = await this.#options.createWorker(lane.spec, (gone) => this.#onGone(lane, gone));
      counted();
      this.#workers.add(worker);
      if (this.#isClosed) worker.kill();
      await worker.ready;
      this.#started++;
      lane.backoff.succeeded();
      lane.starting--;
      lane.idle.push(worker);
    } catch (error) {
      counted();
      lane.starting--;
      this.#onStartFailed(lane, error);
    }
    this.#serve();
  }

  #onStartFailed(lane: Lane, error: unknown): void {
    if (this.#isClosed) return;
    const failure = lane.backoff.failed(error);
    this.#options.onWarning(failure.message);
    const at = this.#queue.findIndex((waiting) => waiting.lane === lane);
    if (at >= 0) this.#queue.splice(at, 1)[0]?.reject(failure);
  }

  #onGone(lane: Lane, worker: SandboxWorker): void {
    this.#workers.delete(worker);
    const at = lane.idle.indexOf(worker);
    if (at >= 0) lane.idle.splice(at, 1);
    if (this.#isClosed) return;
    this.#serve();
    this.#refillSoon();
  }

  #target(lane: Lane): number {
    const { maxProcesses, warmPerKey } = this.#options;
    return Math.min(maxProcesses, Math.max(warmPerKey, lane.peak));
  }

  #refillSoon(): void {
    if (this.#isClosed || this.#refillTimer !== undefined) return;
    this.#refillTimer = setTimeout(() => {
      this.#refillTimer = undefined;
      this.#refill();
    }, REFILL_DELAY_MS);
    this.#refillTimer.unref();
  }

  #refill(): void {
    if (this.#isClosed || this.#queue.length > 0) return;
    const lanes = [...this.#lanes.values()]
      .filter((lane) => lane.usedAt > 0 && !lane.backoff.isWaiting)
      .sort((a, b) => b.usedAt - a.usedAt);
    for (const lane of lanes) {
      while (this.#live < this.#options.maxProcesses && lane.idle.length + lane.starting < this.#target(lane)) {
        void this.#startFor(lane);
      }
    }
  }

  #shrink(): void {
    const now = performance.now();
    for (const lane of this.#lanes.values()) {
      lane.peak = Math.max(lane.busy, Math.floor(lane.peak / 2));
      if (lane.busy > 0 || now - lane.usedAt < this.#options.idleMs) {
        while (lane.idle.length > this.#target(lane)) lane.idle.shift()?.kill();
        continue;
      }
      // One stays where somebody asked for it, so that the next run need not wait for a start.
      const kept = lane.isKept ? 1 : 0;
      while (lane.idle.length > kept) lane.idle.shift()?.kill();
      if (kept === 0 && lane.starting === 0) this.#lanes.delete(lane.key);
      else lane.usedAt = 0;
    }
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw closedError();
  }
}
