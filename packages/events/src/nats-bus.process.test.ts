import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createEvent, EVENT_STREAM, type SluiceEvent } from "@sluice/contracts";
import { describe, expect, it, vi } from "vitest";
import { findFreePort, type NatsServer, startNatsServer } from "../../../test/fixtures/nats.ts";
import { connectNatsBus, type NatsBusOptions } from "./index.ts";

const numbered = (n: number) => createEvent("policy.rejected", { file: `${n}.yaml`, reason: "test" });
const waitOptions = { timeout: 30_000, interval: 20 };

function openBus(options: NatsBusOptions) {
  const warnings: string[] = [];
  const bus = connectNatsBus({ warn: (message) => warnings.push(message), ...options });
  return { bus, warnings, [Symbol.asyncDispose]: () => bus.close() };
}

/** What the stream holds, in its order. */
async function readStream(server: NatsServer): Promise<readonly SluiceEvent[]> {
  const connection = await connect({ servers: server.url });
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(EVENT_STREAM);
    if (state.messages === 0) return [];
    const consumer = await jetstream(connection).consumers.get(EVENT_STREAM);
    const events: SluiceEvent[] = [];
    for await (const message of await consumer.fetch({ max_messages: state.messages })) {
      const event = message.json<SluiceEvent>();
      expect(message.subject).toBe(`sluice.events.${event.type}`);
      expect(message.headers?.get("content-type")).toBe("application/cloudevents+json");
      events.push(event);
    }
    return events;
  } finally {
    await connection.close();
  }
}

describe("connectNatsBus()", () => {
  it("creates the stream, brings events there in order, and delivers them in the process as well", async () => {
    await using server = await startNatsServer();
    await using opened = openBus({ servers: [server.url] });
    const seen: SluiceEvent[] = [];
    opened.bus.subscribe((event) => seen.push(event));
    const events = Array.from({ length: 1000 }, (_, n) => numbered(n));
    for (const event of events) opened.bus.publish(event);
    await opened.bus.close();
    expect(await readStream(server)).toEqual(events);
    expect(seen).toEqual(events);
    expect(opened.bus.since(events[997]?.id)).toEqual(events.slice(998));
    expect(opened.bus.nats).toEqual({ isConnected: false, waiting: 0, dropped: 0 });
    expect(opened.warnings).toEqual([]);
  });

  it("stores an event once that was published twice", async () => {
    await using server = await startNatsServer();
    await using opened = openBus({ servers: [server.url] });
    const event = numbered(1);
    opened.bus.publish(event);
    opened.bus.publish(event);
    await opened.bus.close();
    expect(await readStream(server)).toEqual([event]);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "loses nothing when the server ends by %s in the middle and comes back",
    async (signal) => {
      await using server = await startNatsServer();
      await using opened = openBus({ servers: [server.url] });
      const events = Array.from({ length: 300 }, (_, n) => numbered(n));
      for (const event of events.slice(0, 100)) opened.bus.publish(event);
      await vi.waitUntil(() => opened.bus.nats.waiting === 0, waitOptions);
      for (const event of events.slice(100, 200)) opened.bus.publish(event);
      await server.stop(signal);
      for (const event of events.slice(200)) opened.bus.publish(event);
      await vi.waitUntil(() => !opened.bus.nats.isConnected, waitOptions);
      await server.start();
      await vi.waitUntil(() => opened.bus.nats.isConnected && opened.bus.nats.waiting === 0, waitOptions);
      await opened.bus.close();
      const stored = (await readStream(server)).map((event) => event.id);
      expect(stored.toSorted()).toEqual(events.map((event) => event.id).toSorted());
      expect(opened.warnings[0]).toMatch(/^NATS at 127\.0\.0\.1:\d+ takes no events/);
      expect(opened.warnings.at(-1)).toMatch(/takes events again: \d+ waited, 0 were dropped$/);
    },
  );

  it("waits for a server that starts later, keeps the newest and counts what it dropped", async () => {
    const port = await findFreePort();
    await using opened = openBus({ servers: [`nats://127.0.0.1:${port}`], maxBuffered: 10 });
    const events = Array.from({ length: 25 }, (_, n) => numbered(n));
    for (const event of events) opened.bus.publish(event);
    expect(opened.bus.nats).toEqual({ isConnected: false, waiting: 10, dropped: 15 });
    await using server = await startNatsServer({ port });
    await vi.waitUntil(() => opened.bus.nats.isConnected && opened.bus.nats.waiting === 0, waitOptions);
    await opened.bus.close();
    expect(await readStream(server)).toEqual(events.slice(15));
  });

  it("creates the stream again when someone deleted it", async () => {
    await using server = await startNatsServer();
    await using opened = openBus({ servers: [server.url] });
    opened.bus.publish(numbered(1));
    await vi.waitUntil(() => opened.bus.nats.isConnected && opened.bus.nats.waiting === 0, waitOptions);
    const connection = await connect({ servers: server.url });
    const manager = await jetstreamManager(connection);
    await vi.waitUntil(async () => (await manager.streams.info(EVENT_STREAM)).state.messages === 1, waitOptions);
    await manager.streams.delete(EVENT_STREAM);
    await connection.close();
    const event = numbered(2);
    opened.bus.publish(event);
    await vi.waitUntil(() => opened.bus.nats.waiting === 0 && opened.warnings.length > 1, waitOptions);
    await opened.bus.close();
    expect(await readStream(server)).toEqual([event]);
  });

  it("uses a stream as its administrator made it", async () => {
    await using server = await startNatsServer();
    const connection = await connect({ servers: server.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: EVENT_STREAM, subjects: ["sluice.>"], max_msgs: 3 });
    await connection.close();
    await using opened = openBus({ servers: [server.url] });
    const events = [1, 2, 3, 4, 5].map(numbered);
    for (const event of events) opened.bus.publish(event);
    await opened.bus.close();
    expect(await readStream(server)).toEqual(events.slice(2));
  });

  it("drops an event larger than the server takes, says so, and goes on with the others", async () => {
    await using server = await startNatsServer();
    await using opened = openBus({ servers: [server.url] });
    const [small, large, last] = [
      numbered(1),
      createEvent("policy.rejected", { file: "large.yaml", reason: "x".repeat(2_000_000) }),
      numbered(3),
    ];
    for (const event of [small, large, last]) opened.bus.publish(event);
    await vi.waitUntil(() => opened.bus.nats.isConnected && opened.bus.nats.waiting === 0, waitOptions);
    await opened.bus.close();
    expect(await readStream(server)).toEqual([small, last]);
    expect(opened.bus.nats.dropped).toBe(1);
    expect(opened.warnings).toEqual([
      expect.stringMatching(/^The event "policy.rejected" is too large for NATS \(\d+ bytes\)/),
    ]);
  });

  it("signs in with user and password of the address, and never shows them when it may not", async () => {
    await using server = await startNatsServer({ args: ["--user", "ann", "--pass", "s3cret/x"] });
    const host = new URL(server.url).host;
    await using opened = openBus({ servers: [`nats://ann:s3cret%2Fx@${host}`] });
    const event = numbered(1);
    opened.bus.publish(event);
    await vi.waitUntil(() => opened.bus.nats.isConnected && opened.bus.nats.waiting === 0, waitOptions);
    await using refused = openBus({ servers: [`nats://ann:wr0ng@${host}`] });
    refused.bus.publish(event);
    await vi.waitUntil(() => refused.warnings.length > 0, waitOptions);
    expect(refused.warnings.join()).not.toContain("wr0ng");
    expect(refused.bus.nats.waiting).toBe(1);
  });

  it("delivers in the process and closes soon where JetStream is off or nothing listens", async () => {
    const port = await findFreePort();
    await using opened = openBus({ servers: [`127.0.0.1:${port}`] });
    const seen: SluiceEvent[] = [];
    opened.bus.subscribe((event) => seen.push(event));
    opened.bus.publish(numbered(1));
    await vi.waitUntil(() => seen.length === 1 && opened.warnings.length === 1, waitOptions);
    await opened.bus.close();
    await opened.bus.close();
    expect(opened.warnings).toEqual([
      expect.stringContaining("takes no events"),
      "NATS did not take 1 events before the end",
    ]);
  });
});
