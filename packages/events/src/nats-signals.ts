import { setTimeout } from "node:timers/promises";
import { AckPolicy, type ConsumerMessages, type JsMsg, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { Json } from "@sluice/contracts";
import { type NatsBusOptions, type NatsOptions, resolveNatsOptions } from "./nats-options.ts";

const STREAM = "SLUICE_SIGNALS";
const SUBJECT_PREFIX = "sluice.signals.";
const CONSUMER = "sluice-gateways";
const RETRY_MS = 1_000;
const FLUSH_MS = 500;
const NANOS_PER_MS = 1_000_000;

export interface SignalListener {
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Hands every message on `sluice.signals.<type>` to `onSignal`, also those sent while no gateway ran.
 * A message is taken off the stream once `onSignal` has resolved; one that is no JSON is told of and dropped.
 * @throws EngineError `bad_config`
 */
export function listenForSignals(
  options: NatsBusOptions,
  onSignal: (type: string, data: Json) => Promise<unknown>,
): SignalListener {
  const resolved = resolveNatsOptions(options);
  const stop = new AbortController();
  const done = listen(resolved, onSignal, stop.signal);
  return {
    async close() {
      stop.abort();
      await done;
    },
  };
}

async function listen(
  options: NatsOptions,
  onSignal: (type: string, data: Json) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  let isAway = false;
  while (!signal.aborted) {
    let connection: NatsConnection | undefined;
    try {
      connection = await connect({
        servers: [...options.hosts],
        name: "sluice-signals",
        ...options.credentials,
        ...(options.isTls ? { tls: {} } : {}),
        timeout: 3_000,
        maxReconnectAttempts: -1,
        noAsyncTraces: true,
      });
      const messages = await consume(connection, options);
      // Not before: a server without JetStream lets everybody connect, again and again.
      isAway = false;
      await takeAll(messages, connection, options, onSignal, signal);
    } catch (error) {
      if (!isAway && !signal.aborted)
        options.warn(`NATS gives no signals (${error instanceof Error ? error.message : String(error)}); trying again`);
      isAway = true;
      await setTimeout(RETRY_MS, undefined, { signal }).catch(() => undefined);
    } finally {
      await connection?.close().catch(() => undefined);
    }
  }
}

async function consume(connection: NatsConnection, options: NatsOptions): Promise<ConsumerMessages> {
  const manager = await jetstreamManager(connection);
  await manager.streams
    .add({
      name: STREAM,
      subjects: [`${SUBJECT_PREFIX}>`],
      max_age: options.maxAgeMs * NANOS_PER_MS,
      num_replicas: options.replicas,
    })
    .catch(async (error: unknown) => {
      // There already, perhaps with an administrator's own settings.
      await manager.streams.info(STREAM).catch(() => {
        throw error;
      });
    });
  await manager.consumers.add(STREAM, { durable_name: CONSUMER, ack_policy: AckPolicy.Explicit });
  return (await jetstream(connection).consumers.get(STREAM, CONSUMER)).consume({
    // What an administrator deleted is made again, instead of being waited for.
    abort_on_missing_resource: true,
  });
}

async function takeAll(
  messages: ConsumerMessages,
  connection: NatsConnection,
  options: NatsOptions,
  onSignal: (type: string, data: Json) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const end = (): void => messages.stop();
  signal.addEventListener("abort", end, { once: true });
  try {
    for await (const message of messages) {
      await take(message, options, onSignal);
      if (signal.aborted) break;
    }
  } finally {
    signal.removeEventListener("abort", end);
    // What the client still has to say must be said before its connection ends under it.
    const quiet = messages.close().then(() => connection.flush());
    await Promise.race([quiet, setTimeout(FLUSH_MS)]).catch(() => undefined);
  }
}

async function take(
  message: JsMsg,
  options: NatsOptions,
  onSignal: (type: string, data: Json) => Promise<unknown>,
): Promise<void> {
  const type = message.subject.slice(SUBJECT_PREFIX.length);
  let data: Json;
  try {
    data = message.data.length === 0 ? null : (message.json() as Json);
  } catch {
    options.warn(`The signal "${type}" is no JSON and was dropped`);
    message.term();
    return;
  }
  try {
    await onSignal(type, data);
    message.ack();
  } catch (error) {
    options.warn(
      `The signal "${type}" could not be handled (${error instanceof Error ? error.message : String(error)}); it comes again`,
    );
    message.nak(RETRY_MS);
  }
}
