import type { EventBus, EventType, SluiceEvent } from "@sluice/contracts";
import { Subscriber } from "./subscriber.ts";

export interface MemoryBusOptions {
  /** Events kept for `since`. @default 1000 */
  readonly keep?: number;
  /** Events that may wait for one subscriber; past it the oldest are dropped. @default 10000 */
  readonly maxQueued?: number;
  /** Told of listeners that throw and of dropped events. @default process.emitWarning */
  readonly warn?: (message: string) => void;
}

/** Delivers within this process, right after the publisher's own step, in the order of publishing. */
export function createMemoryBus(options: MemoryBusOptions = {}): EventBus {
  const { keep = 1000, maxQueued = 10_000, warn = (message: string) => process.emitWarning(message) } = options;
  const kept: SluiceEvent[] = [];
  const subscribers = new Set<Subscriber>();
  let isClosed = false;

  return {
    publish(event) {
      if (isClosed) return;
      kept.push(event);
      // Cut in steps: shifting a long array for every event would cost the publisher.
      if (kept.length > keep * 2 || kept.length > keep + 1000) kept.splice(0, kept.length - keep);
      for (const subscriber of subscribers) subscriber.offer(event);
    },
    subscribe(listener, { types }: { readonly types?: readonly EventType[] } = {}) {
      if (isClosed) return () => {};
      const subscriber = new Subscriber(listener, { types, maxQueued, warn });
      subscribers.add(subscriber);
      return () => {
        subscribers.delete(subscriber);
        subscriber.end();
      };
    },
    since(eventId) {
      const newest = kept.slice(-keep);
      if (eventId === undefined) return newest;
      // An id that is no longer kept means that events were missed: everything there is comes again.
      const index = newest.findLastIndex((event) => event.id === eventId);
      return newest.slice(index + 1);
    },
    async close() {
      isClosed = true;
      for (const subscriber of subscribers) {
        subscriber.drain();
        subscriber.end();
      }
      subscribers.clear();
    },
  };
}
