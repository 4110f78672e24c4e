import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBoundedFetch } from "./bounded-fetch.ts";

const respond = (chunks: readonly string[], type: string) => async () => {
  const encoder = new TextEncoder();
  const body = ReadableStream.from(chunks.map((chunk) => encoder.encode(chunk)));
  return new Response(body as unknown as ReadableStream, { headers: { "content-type": type } });
};

describe("createBoundedFetch()", () => {
  test("createBoundedFetch() passes what is within the limit", async () => {
    const bounded = createBoundedFetch(10, respond(["12345", "67890"], "application/json"));
    expect(await (await bounded("http://a/")).text()).toBe("1234567890");
  });

  test("createBoundedFetch() breaks off a body over the limit", async () => {
    const bounded = createBoundedFetch(10, respond(["12345", "67890", "1"], "application/json"));
    await expect((await bounded("http://a/")).text()).rejects.toThrow("over 10 bytes");
  });

  test("createBoundedFetch() lets a stream of small events go on for ever", async () => {
    const events = Array.from({ length: 100 }, () => "data: x\r\n\r\n");
    const bounded = createBoundedFetch(12, respond(events, "text/event-stream; charset=utf-8"));
    expect(await (await bounded("http://a/")).text()).toBe(events.join(""));
  });

  test("createBoundedFetch() breaks off one event over the limit", async () => {
    const bounded = createBoundedFetch(12, respond(["data: 123\n", "data: 456\n"], "text/event-stream"));
    await expect((await bounded("http://a/")).text()).rejects.toThrow("event over 12 bytes");
  });

  test("createBoundedFetch() counts an event alike however it is cut into chunks", async () => {
    const line = fc.constantFrom("data: 1", "data: 12345", ": x", "", "");
    const end = fc.constantFrom("\n", "\r\n");
    const text = fc.array(fc.tuple(line, end), { maxLength: 12 }).map((lines) => lines.flat().join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(20), { maxLength: 8 }), async (sent, cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), sent.length];
        const chunks = at.slice(1).map((to, i) => sent.slice(at[i], to));
        const longest = Math.max(
          ...sent.split(/(?<=(?:^|\n)\r?\n)/).map((event) => event.replace(/(?<=^|\n)\r?\n$/, "").length),
        );
        // Where a chunk ends within the empty line, its carriage return still counts.
        fc.pre(longest !== 18);
        const bounded = createBoundedFetch(18, respond(chunks, "text/event-stream"));
        const got = await (await bounded("http://a/")).text().catch(() => "too much");
        expect(got).toBe(longest > 18 ? "too much" : sent);
      }),
    );
  });

  test("createBoundedFetch() stops the sender where nobody reads on", async () => {
    let reason: unknown;
    const body = new ReadableStream({
      pull: (c) => c.enqueue(new Uint8Array(8)),
      cancel: (why) => {
        reason = why;
      },
    });
    const endless = async () => new Response(body);
    await expect((await createBoundedFetch(10, endless)("http://a/")).text()).rejects.toThrow("over 10 bytes");
    expect(String(reason)).toContain("over 10 bytes");
  });

  test("createBoundedFetch() keeps status and address", async () => {
    const moved = async () => new Response("x", { status: 307, headers: { location: "http://b/" } });
    const response = await createBoundedFetch(10, moved)("http://a/");
    expect([response.status, response.headers.get("location"), response.redirected]).toEqual([307, "http://b/", false]);
  });
});
