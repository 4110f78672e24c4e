import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import {
  cloudEventSchema,
  EVENT_STREAM,
  EVENT_SUBJECT_PREFIX,
  eventDataSchemas,
  type SluiceEvent,
} from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { followEvents } from "../fixtures/events.ts";
import { crm, openTestGateway } from "../fixtures/gateway.ts";
import { findFreePort, type NatsServer, startNatsServer } from "../fixtures/nats.ts";
import { until } from "../fixtures/until.ts";

/** What the stream holds, in its order; nothing as long as there is no stream. */
async function readStream(server: NatsServer): Promise<readonly SluiceEvent[]> {
  const connection = await connect({ servers: server.url });
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(EVENT_STREAM).catch(() => ({ state: { messages: 0 } }));
    if (state.messages === 0) return [];
    const consumer = await jetstream(connection).consumers.get(EVENT_STREAM);
    const events: SluiceEvent[] = [];
    for await (const message of await consumer.fetch({ max_messages: state.messages })) {
      const event = message.json<SluiceEvent>();
      expect(message.subject).toBe(EVENT_SUBJECT_PREFIX + event.type);
      events.push(event);
    }
    return events;
  } finally {
    await connection.close();
  }
}

const ofRun = (events: readonly SluiceEvent[], runId: string): readonly SluiceEvent[] =>
  events.filter((event) => (event.data as { runId?: string }).runId === runId);

describe("a gateway with nats", () => {
  test("brings a run's events to JetStream, the same as on /events and without personal data", async () => {
    await using server = await startNatsServer();
    await using gateway = await openTestGateway({ servers: { crm }, config: { nats: { servers: [server.url] } } });
    await using sse = await followEvents(gateway.url);
    const code = `const customer = await servers.crm.getCustomer({ id: 1 });
try { await servers.crm.getCustomer({ id: 999999 }); } catch (error) { console.log(error.message); }
throw new Error("nobody reached " + customer.email);`;
    const { runId, error } = await connectSurface(gateway.url).run(code);
    expect(error?.message).toContain("[EMAIL_");
    await sse.waitFor("run.failed", (data) => data.runId === runId);
    const stored = await until(async () => {
      const events = ofRun(await readStream(server), runId);
      return events.some(({ type }) => type === "run.failed") ? events : undefined;
    });
    expect(stored.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["run.started", "validation.completed", "tool.called", "tool.failed", "run.failed"]),
    );
    expect(stored).toEqual(ofRun(sse.events, runId));
    for (const event of stored) {
      cloudEventSchema.parse(event);
      eventDataSchemas[event.type].parse(event.data);
    }
    expect(JSON.stringify(stored)).not.toMatch(/[\w.]+@[\w.]+/);
  });

  test("runs without a NATS server, and brings the events there once it is up", async () => {
    const port = await findFreePort();
    const nats = { servers: [`nats://127.0.0.1:${port}`] };
    await using gateway = await openTestGateway({ config: { nats } });
    const { runId, output } = await connectSurface(gateway.url).run("return 'meanwhile'");
    expect(output).toBe("meanwhile");
    await using server = await startNatsServer({ port });
    await until(async () => ofRun(await readStream(server), runId).some(({ type }) => type === "run.completed"));
  });
});
