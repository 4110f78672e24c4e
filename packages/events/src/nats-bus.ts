import type { EventBus } from "@sluice/contracts";
import { createMemoryBus } from "./memory-bus.ts";
import { type NatsBusOptions, resolveNatsOptions } from "./nats-options.ts";
import { NatsSender } from "./nats-sender.ts";

export interface NatsBus extends EventBus {
  readonly nats: NatsBusStatus;
}

export interface NatsBusStatus {
  readonly isConnected: boolean;
  /** Events not yet taken by NATS. */
  readonly waiting: number;
  /** Events that never reach NATS, since the start. */
  readonly dropped: number;
}

/**
 * A bus that delivers within this process like the memory bus and also brings every event to JetStream.
 * Returns at once, and works whether NATS is there or not.
 * @throws EngineError `bad_config`
 */
export function connectNatsBus(options: NatsBusOptions): NatsBus {
  const sender = new NatsSender(resolveNatsOptions(options));
  const local = createMemoryBus(options);
  return {
    publish(event) {
      local.publish(event);
      sender.offer(event);
    },
    subscribe: local.subscribe,
    since: local.since,
    get nats() {
      return { isConnected: sender.isConnected, waiting: sender.waiting, dropped: sender.dropped };
    },
    async close() {
      await local.close();
      await sender.close();
    },
  };
}
