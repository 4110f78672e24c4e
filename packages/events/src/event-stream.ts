import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { EVENT_STREAM, EVENT_SUBJECT_PREFIX } from "@sluice/contracts";
import type { NatsOptions } from "./nats-options.ts";

/** An event that is sent again within this time is stored once. */
const DUPLICATE_WINDOW_MS = 600_000;
const NANOS_PER_MS = 1_000_000;

/** Creates the stream of events where there is none; one that is there stays as its administrator made it. */
export async function createEventStream(connection: NatsConnection, options: NatsOptions): Promise<void> {
  const manager = await jetstreamManager(connection);
  if (await isThere(manager)) return;
  try {
    await manager.streams.add({
      name: EVENT_STREAM,
      subjects: [`${EVENT_SUBJECT_PREFIX}>`],
      max_age: options.maxAgeMs * NANOS_PER_MS,
      duplicate_window: Math.min(DUPLICATE_WINDOW_MS, options.maxAgeMs) * NANOS_PER_MS,
      num_replicas: options.replicas,
    });
  } catch (error) {
    // Another gateway may have created it in between, with other settings.
    if (!(await isThere(manager))) throw error;
  }
}

async function isThere(manager: Awaited<ReturnType<typeof jetstreamManager>>): Promise<boolean> {
  try {
    await manager.streams.info(EVENT_STREAM);
    return true;
  } catch (error) {
    if ((error as { name?: unknown }).name === "StreamNotFoundError") return false;
    throw error;
  }
}
