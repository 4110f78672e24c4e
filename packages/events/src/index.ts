export { createMemoryBus, type MemoryBusOptions } from "./memory-bus.ts";
export { connectNatsBus, type NatsBus, type NatsBusStatus } from "./nats-bus.ts";
export type { NatsBusOptions } from "./nats-options.ts";
export { listenForSignals, type SignalListener } from "./nats-signals.ts";
