import { createEvent, type SluiceEvent } from "@sluice/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventOutbox } from "./event-outbox.ts";

const step = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), count: fc.nat(8) }),
  fc.record({ kind: fc.constant("send" as const), count: fc.nat(8), failing: fc.nat(8) }),
);

describe("EventOutbox", () => {
  it("stays within its bound, keeps the order, and counts every event as sent, waiting or dropped", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 40 }), (max, steps) => {
        const outbox = new EventOutbox(max);
        const order = new Map<SluiceEvent, number>();
        let sent = 0;
        for (const action of steps) {
          if (action.kind === "push") {
            for (let i = 0; i < action.count; i++) {
              const event = createEvent("policy.rejected", { file: "a", reason: "b" });
              order.set(event, order.size);
              outbox.push(event);
            }
          } else {
            const batch = outbox.take(action.count);
            const positions = batch.map((event) => order.get(event) ?? -1);
            expect(positions).toEqual(positions.toSorted((a, b) => a - b));
            const unsent = batch.slice(0, action.failing);
            sent += batch.length - unsent.length;
            outbox.giveBack(unsent);
          }
          expect(outbox.size).toBeLessThanOrEqual(max);
          expect(sent + outbox.size + outbox.dropped).toBe(order.size);
        }
      }),
    );
  });
});
