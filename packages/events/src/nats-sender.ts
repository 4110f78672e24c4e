import { setTimeout } from "node:timers/promises";
import { jetstream } from "@nats-io/jetstream";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { type SluiceEvent, toSubject } from "@sluice/contracts";
import { EventOutbox } from "./event-outbox.ts";
import { createEventStream } from "./event-stream.ts";
import type { NatsOptions } from "./nats-options.ts";

const BATCH = 256;
const CONNECT_TIMEOUT_MS = 3000;
const PUBLISH_TIMEOUT_MS = 5000;
const PING_INTERVAL_MS = 10_000;
const MIN_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5000;

/**
 * Brings events to JetStream in the background, each at least once with its id for deduplication,
 * through any number of outages. Nothing it meets reaches the publisher.
 */
export class NatsSender {
  readonly #options: NatsOptions;
  readonly #outbox: EventOutbox;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #wake = Promise.withResolvers<void>();
  #sending = 0;
  /** Gives up on the answers of a connection that is gone; what they were for is sent again. */
  #cutOff: ((reason: Error) => void) | undefined;
  #isConnected = false;
  #isClosing = false;
  #isAway = false;
  #droppedBefore = 0;
  #failures = 0;

  constructor(options: NatsOptions) {
    this.#options = options;
    this.#outbox = new EventOutbox(options.maxBuffered);
    this.#done = this.#run();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  get waiting(): number {
    return this.#outbox.size + this.#sending;
  }

  get dropped(): number {
    return this.#outbox.dropped;
  }

  offer(event: SluiceEvent): void {
    if (this.#isClosing) return;
    this.#outbox.push(event);
    this.#wake.resolve();
  }

  /** Sends what is left, unless NATS is known to be away, within the time for it; what stays behind is told. */
  async close(): Promise<void> {
    if (this.#isClosing) return this.#done;
    this.#isClosing = true;
    this.#wake.resolve();
    if (!this.#isAway && this.waiting > 0) {
      const timer = new AbortController();
      const timeout = setTimeout(this.#options.closeTimeoutMs, undefined, { signal: timer.signal }).catch(() => {});
      await Promise.race([this.#done, timeout]);
      timer.abort();
    }
    const left = this.waiting;
    this.#stop.abort();
    await this.#done;
    if (left > 0) this.#options.warn(`NATS did not take ${left} events before the end`);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted && !(this.#isClosing && (this.#isAway || this.waiting === 0))) {
      try {
        const connection = await this.#untilStop(this.#connect());
        try {
          await this.#serve(connection);
        } finally {
          this.#isConnected = false;
          await connection.close().catch(() => {});
        }
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  async #connect(): Promise<NatsConnection> {
    const { hosts, credentials, isTls } = this.#options;
    const connection = await connect({
      servers: [...hosts],
      name: "sluice",
      ...credentials,
      ...(isTls ? { tls: {} } : {}),
      timeout: CONNECT_TIMEOUT_MS,
      reconnectTimeWait: MIN_BACKOFF_MS,
      maxReconnectAttempts: -1,
      ignoreAuthErrorAbort: true,
      pingInterval: PING_INTERVAL_MS,
      noAsyncTraces: true,
    });
    if (this.#stop.signal.aborted) await connection.close();
    return connection;
  }

  /** Sends until the connection is closed for good or this sender is, and all is sent. */
  async #serve(connection: NatsConnection): Promise<void> {
    this.#isConnected = true;
    // Ends with the connection.
    void this.#watch(connection).catch(() => {});
    let isReady = false;
    while (!connection.isClosed() && !this.#stop.signal.aborted) {
      if (this.#isClosing && (this.#outbox.size === 0 || !this.#isConnected)) return;
      if (!this.#isConnected || (isReady && this.#outbox.size === 0)) {
        await this.#untilStop(this.#wake.promise);
        this.#wake = Promise.withResolvers();
        continue;
      }
      try {
        if (!isReady) await this.#untilStop(createEventStream(connection, this.#options));
        isReady = true;
        this.#reached();
        await this.#sendBatch(connection);
      } catch (error) {
        isReady = false;
        await this.#failed(error);
      }
    }
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === "reconnect") this.#isConnected = true;
      if (status.type === "disconnect") {
        this.#isConnected = false;
        this.#away("the connection was lost");
        this.#cutOff?.(new Error("the connection was lost"));
      }
      this.#wake.resolve();
    }
    this.#wake.resolve();
  }

  async #sendBatch(connection: NatsConnection): Promise<void> {
    const client = jetstream(connection);
    const batch = this.#outbox.take(BATCH);
    this.#sending = batch.length;
    const cut = Promise.withResolvers<never>();
    cut.promise.catch(() => {});
    this.#cutOff = cut.reject;
    const unsent: SluiceEvent[] = [];
    let failure: unknown;
    const sending = batch.map(async (event) => {
      const payload = Buffer.from(JSON.stringify(event));
      if (payload.length > (connection.info?.max_payload ?? Number.POSITIVE_INFINITY)) {
        // The server would close the connection over it, again and again.
        this.#outbox.discard();
        this.#options.warn(`The event "${event.type}" is too large for NATS (${payload.length} bytes) and was dropped`);
        return;
      }
      const header = headers();
      header.set("content-type", "application/cloudevents+json");
      try {
        const sent = client.publish(toSubject(event.type), payload, {
          msgID: event.id,
          headers: header,
          timeout: PUBLISH_TIMEOUT_MS,
        });
        await this.#untilStop(Promise.race([sent, cut.promise]));
      } catch (error) {
        failure = error;
        unsent.push(event);
      }
    });
    await Promise.all(sending);
    this.#sending = 0;
    if (unsent.length === 0) return;
    const lost = new Set(unsent);
    this.#outbox.giveBack(batch.filter((event) => lost.has(event)));
    throw failure;
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#away(error instanceof Error ? error.message : String(error));
    const backoffMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** this.#failures++);
    await setTimeout(backoffMs * (0.5 + Math.random() / 2), undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  /** One line when it goes and one when it comes back, however long that takes. */
  #away(reason: string): void {
    if (this.#isAway || this.#isClosing) return;
    this.#isAway = true;
    this.#droppedBefore = this.#outbox.dropped;
    const { hosts, maxBuffered, warn } = this.#options;
    warn(`NATS at ${hosts.join(", ")} takes no events (${reason}): up to ${maxBuffered} wait here`);
  }

  #reached(): void {
    this.#failures = 0;
    if (!this.#isAway) return;
    this.#isAway = false;
    const dropped = this.#outbox.dropped - this.#droppedBefore;
    const { hosts, warn } = this.#options;
    warn(`NATS at ${hosts.join(", ")} takes events again: ${this.#outbox.size} waited, ${dropped} were dropped`);
  }

  /** Like the promise, but rejects at once when this sender stops. */
  async #untilStop<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    const stopped = Promise.withResolvers<never>();
    const onAbort = () => stopped.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([promise, stopped.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
      promise.catch(() => {});
    }
  }
}
