import { type EventBus, type EventType, eventTypes, type SluiceEvent } from "@sluice/contracts";
import type { Caller } from "@sluice/engine";
import { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { GuardVariables } from "./guard.ts";

const KEEP_ALIVE_MS = 15_000;
/** A reader that falls this far behind is cut off; it comes back with Last-Event-ID. */
const MAX_BEHIND = 5_000;

/**
 * The events as SSE. `Last-Event-ID` resumes; `?types=run.completed,tool.denied` narrows.
 * What is about one principal goes to that one and to admins; the rest to everybody.
 */
export function createEventRoutes(events: EventBus): Hono<{ Variables: GuardVariables }> {
  const app = new Hono<{ Variables: GuardVariables }>();
  app.get("/events", (context) => {
    const wished = context.req
      .query("types")
      ?.split(",")
      .filter((type) => type !== "");
    const unknown = wished?.find((type) => !(eventTypes as readonly string[]).includes(type));
    if (unknown !== undefined) {
      return context.json(
        {
          error: { code: "bad_input", message: `There is no event type "${unknown}"; types: ${eventTypes.join(", ")}` },
        },
        400,
      );
    }
    const types = wished as EventType[] | undefined;
    const caller = context.get("caller");
    const fits = (event: SluiceEvent): boolean =>
      (types === undefined || types.includes(event.type)) && isVisible(event, caller);
    const lastId = context.req.header("last-event-id") ?? context.req.query("after");
    // Nobody would read a stream, so nobody would end it either.
    if (context.req.method === "HEAD") return context.body(null, 200, { "content-type": "text/event-stream" });
    return streamSSE(context, (stream) => streamEvents(stream, events, fits, lastId));
  });
  return app;
}

async function streamEvents(
  stream: SSEStreamingApi,
  events: EventBus,
  fits: (event: SluiceEvent) => boolean,
  lastId: string | undefined,
): Promise<void> {
  const queue: SluiceEvent[] = [];
  let wake: () => void = () => undefined;
  const offer = (event: SluiceEvent): void => {
    if (!fits(event)) return;
    // Here and not between two events: a reader that reads nothing at all is never done with the one before.
    if (queue.push(event) > MAX_BEHIND) stream.abort();
    wake();
  };
  // Subscribed before the past is read, so that nothing falls between; the past comes first.
  const stop = events.subscribe(offer);
  const past = lastId === undefined ? [] : events.since(lastId).filter(fits);
  stream.onAbort(() => {
    stop();
    queue.length = 0;
    wake();
  });
  try {
    await stream.write(": connected\n\n");
    for (const event of past) await send(stream, event);
    const sent = new Set(past.map((event) => event.id));
    while (!stream.aborted) {
      const event = queue.shift();
      if (event !== undefined) {
        if (!sent.delete(event.id)) await send(stream, event);
        continue;
      }
      const isQuiet = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), KEEP_ALIVE_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
      if (isQuiet) await stream.write(": keep-alive\n\n");
    }
  } finally {
    stop();
  }
}

function isVisible(event: SluiceEvent, caller: Caller): boolean {
  const { principal } = event.data as { principal?: string };
  return caller.isAdmin === true || principal === undefined || principal === caller.principal;
}

function send(stream: SSEStreamingApi, event: SluiceEvent): Promise<void> {
  return stream.writeSSE({ id: event.id, event: event.type, data: JSON.stringify(event) });
}
