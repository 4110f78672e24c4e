import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, test, vi } from "vitest";
import { findFreePort, startNatsServer } from "../../../test/fixtures/nats.ts";
import { listenForSignals } from "./nats-signals.ts";

test("listenForSignals() hands on what is sent, what was sent while nobody listened, and drops what is no JSON", async () => {
  await using nats = await startNatsServer();
  const warnings: string[] = [];
  const taken: unknown[] = [];
  const listen = () =>
    listenForSignals({ servers: [nats.url], warn: (text) => warnings.push(text) }, async (type, data) =>
      taken.push([type, data]),
    );
  const connection = await connect({ servers: nats.url });
  const send = (type: string, text: string) => jetstream(connection).publish(`sluice.signals.${type}`, text);

  const first = listen();
  await vi.waitFor(() => send("invoice.paid", '{"id":7}'), { timeout: 20_000 });
  await vi.waitFor(() => expect(taken).toEqual([["invoice.paid", { id: 7 }]]), { timeout: 20_000 });
  await send("broken", "{");
  await vi.waitFor(() => expect(warnings.join()).toContain('"broken" is no JSON'), { timeout: 20_000 });
  await first.close();

  await send("invoice.sent", "null");
  const second = listen();
  await vi.waitFor(() => expect(taken.at(-1)).toEqual(["invoice.sent", null]), { timeout: 20_000 });
  await second.close();
  await connection.close();
  expect(taken).toHaveLength(2);
});

test("listenForSignals() tells once of a server without JetStream, however often it tries", async () => {
  const port = await findFreePort();
  await using nats = await startNatsServer({ args: ["-js=false", "-m", String(port)] });
  const warnings: string[] = [];
  const listener = listenForSignals({ servers: [nats.url], warn: (text) => warnings.push(text) }, async () => 0);
  const countConnections = async (): Promise<number> => {
    const server = (await (await fetch(`http://127.0.0.1:${port}/varz`)).json()) as { total_connections: number };
    return server.total_connections;
  };
  await vi.waitFor(async () => expect(await countConnections()).toBeGreaterThan(2), { timeout: 20_000 });
  await listener.close();
  expect(warnings).toEqual(["NATS gives no signals (jetstream is not enabled); trying again"]);
});

test("listenForSignals() goes on where an administrator deleted its stream", async () => {
  await using nats = await startNatsServer();
  const taken: unknown[] = [];
  const warnings: string[] = [];
  const listener = listenForSignals({ servers: [nats.url], warn: (text) => warnings.push(text) }, async (type) =>
    taken.push(type),
  );
  const connection = await connect({ servers: nats.url });
  const send = (type: string) => jetstream(connection).publish(`sluice.signals.${type}`, "null");
  await vi.waitFor(() => send("before"), { timeout: 20_000 });
  await vi.waitFor(() => expect(taken).toContain("before"), { timeout: 20_000 });
  await (await jetstreamManager(connection)).streams.delete("SLUICE_SIGNALS");
  await vi.waitFor(() => send("after"), { timeout: 40_000, interval: 200 });
  await vi.waitFor(() => expect(taken).toContain("after"), { timeout: 20_000 });
  await listener.close();
  await connection.close();
  expect(warnings).toEqual([expect.stringMatching(/^NATS gives no signals \(.+\); trying again$/)]);
});
