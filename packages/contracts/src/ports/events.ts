import type { EventType, SluiceEvent } from "../event.ts";

export interface EventBus {
  /** Never throws and never waits: a slow or lost subscriber costs the publisher nothing. */
  publish(event: SluiceEvent): void;
  subscribe(listener: (event: SluiceEvent) => void, options?: { readonly types?: readonly EventType[] }): () => void;
  /** Kept events after that id (oldest first), or all kept ones; for Last-Event-ID. */
  since(eventId: string | undefined): readonly SluiceEvent[];
  /** Sends what is left. Idempotent. */
  close(): Promise<void>;
}
