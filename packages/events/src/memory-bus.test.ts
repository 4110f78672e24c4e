import { createEvent, type SluiceEvent } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { createMemoryBus } from "./memory-bus.ts";

const skillEvent = (version: string) =>
  createEvent("skill.saved", { name: "report", version, digest: "d", principal: "ann" });
const policyEvent = (file: string) => createEvent("policy.rejected", { file, reason: "bad yaml" });
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("createMemoryBus()", () => {
  it("delivers in the order of publishing, after the publisher's own step", async () => {
    const bus = createMemoryBus();
    const seen: string[] = [];
    bus.subscribe((event) => seen.push(event.id));
    const events = ["1.0.0", "1.0.1", "1.0.2"].map(skillEvent);
    for (const event of events) bus.publish(event);
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual(events.map((event) => event.id));
  });

  it("delivers only the types asked for", async () => {
    const bus = createMemoryBus();
    const seen: SluiceEvent[] = [];
    bus.subscribe((event) => seen.push(event), { types: ["policy.rejected"] });
    bus.publish(skillEvent("1.0.0"));
    bus.publish(policyEvent("a.yaml"));
    await settle();
    expect(seen.map((event) => event.type)).toEqual(["policy.rejected"]);
  });

  it("keeps a listener that throws or rejects from publisher and other listeners, and warns once", async () => {
    const warnings: string[] = [];
    const bus = createMemoryBus({ warn: (message) => warnings.push(message) });
    const seen: SluiceEvent[] = [];
    bus.subscribe(() => {
      throw new Error("boom");
    });
    bus.subscribe((async () => {
      throw new Error("late boom");
    }) as () => void);
    bus.subscribe((event) => seen.push(event));
    for (let i = 0; i < 5; i++) bus.publish(skillEvent(`1.0.${i}`));
    await settle();
    expect(seen).toHaveLength(5);
    expect(warnings.sort()).toEqual(["An event listener failed: boom", "An event listener failed: late boom"]);
  });

  it("drops the oldest for a listener whose queue is full, and says how many", async () => {
    const warnings: string[] = [];
    const bus = createMemoryBus({ maxQueued: 8, warn: (message) => warnings.push(message) });
    const seen: SluiceEvent[] = [];
    bus.subscribe((event) => seen.push(event));
    const events = Array.from({ length: 20 }, (_, i) => skillEvent(`1.0.${i}`));
    for (const event of events) bus.publish(event);
    await settle();
    expect(seen.at(-1)).toBe(events.at(-1));
    expect(seen.length).toBeLessThanOrEqual(8);
    expect(warnings).toEqual([`An event listener is too slow: ${20 - seen.length} events were dropped`]);
  });

  it("lets others run between batches where a listener publishes again and again", async () => {
    const bus = createMemoryBus();
    let count = 0;
    const stop = bus.subscribe(() => {
      count++;
      bus.publish(skillEvent("1.0.0"));
      bus.publish(skillEvent("1.0.1"));
    });
    bus.publish(skillEvent("1.0.0"));
    for (let turn = 0; turn < 20; turn++) await settle();
    stop();
    expect(count).toBeGreaterThan(256);
  });

  it("delivers nothing more after unsubscribe, not even what was queued", async () => {
    const bus = createMemoryBus();
    const seen: SluiceEvent[] = [];
    const stop = bus.subscribe((event) => seen.push(event));
    bus.publish(skillEvent("1.0.0"));
    stop();
    await settle();
    expect(seen).toEqual([]);
  });

  it("since() gives the kept events after an id, and all of them for an id it no longer has", () => {
    const bus = createMemoryBus({ keep: 3 });
    const events = Array.from({ length: 10 }, (_, i) => skillEvent(`1.0.${i}`));
    for (const event of events) bus.publish(event);
    expect(bus.since(undefined)).toEqual(events.slice(7));
    expect(bus.since(events[8]?.id)).toEqual(events.slice(9));
    expect(bus.since(events[9]?.id)).toEqual([]);
    expect(bus.since(events[0]?.id)).toEqual(events.slice(7));
  });

  it("close() delivers what is queued, then goes silent; a second close does nothing", async () => {
    const bus = createMemoryBus();
    const seen: SluiceEvent[] = [];
    bus.subscribe((event) => seen.push(event));
    bus.publish(skillEvent("1.0.0"));
    await bus.close();
    bus.publish(skillEvent("1.0.1"));
    await bus.close();
    await settle();
    expect(seen).toHaveLength(1);
  });
});
