import { setImmediate } from "node:timers/promises";
import { createEvent, type EventBus } from "@sluice/contracts";
import { createMemoryBus } from "@sluice/events";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createEventRoutes } from "./events-routes.ts";
import type { GuardVariables } from "./guard.ts";

/** The routes over a real bus, and how many listen to it. */
function createSubject() {
  const bus = createMemoryBus();
  let listeners = 0;
  const counted: EventBus = {
    ...bus,
    subscribe(listener, filter) {
      const stop = bus.subscribe(listener, filter);
      let isOver = false;
      listeners++;
      return () => {
        if (!isOver) listeners--;
        isOver = true;
        stop();
      };
    },
  };
  const app = new Hono<{ Variables: GuardVariables }>();
  app.use(async (context, next) => {
    context.set("caller", { principal: "admin/local", isAdmin: true });
    await next();
  });
  app.route("/", createEventRoutes(counted));
  return { app, bus, countListeners: () => listeners };
}

const publish = async (bus: EventBus, count: number): Promise<void> => {
  for (let n = 0; n < count; n++) {
    bus.publish(createEvent("policy.rejected", { file: `${n}.yaml`, reason: "test" }));
    // The bus delivers in batches between other work.
    if (n % 256 === 0) await setImmediate();
  }
  await setImmediate();
};

describe("GET /events", () => {
  it("cuts a reader off that reads nothing, and what waited for it goes", async () => {
    const { app, bus, countListeners } = createSubject();
    const response = await app.request("/events");
    expect(countListeners()).toBe(1);
    await publish(bus, 4_000);
    expect(countListeners()).toBe(1);
    await publish(bus, 2_000);
    expect(countListeners()).toBe(0);
    // It reads on to an end, not for ever.
    expect(await response.text()).toContain(": connected");
  });

  it("answers HEAD without listening to anything", async () => {
    const { app, countListeners } = createSubject();
    const response = await app.request("/events", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(countListeners()).toBe(0);
  });
});
