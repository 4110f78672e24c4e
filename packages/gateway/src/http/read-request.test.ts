import { isEngineError } from "@sluice/contracts";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { MAX_BODY_BYTES, readJson } from "./read-request.ts";

const app = new Hono()
  .post("/", async (context) => context.json({ body: await readJson(context) }))
  .onError((error, context) => context.text(isEngineError(error) ? `${error.code}: ${error.message}` : "?", 400));

const post = async (body: string | ReadableStream, headers: Record<string, string> = {}): Promise<string> =>
  await (await app.request("/", { method: "POST", body, headers, duplex: "half" } as RequestInit)).text();

describe("readJson()", () => {
  it("reads JSON, and nothing as an empty object", async () => {
    expect(await post('{"a":1}')).toBe('{"body":{"a":1}}');
    expect(await post("")).toBe('{"body":{}}');
    expect(await post("{")).toBe("bad_input: Cannot read the request: its body is not JSON");
  });

  it("reads no further than what it takes, whether the length is told or not", async () => {
    const tooLarge = "bad_input: Cannot read the request: its body is over 32 MiB";
    expect(await post("{}", { "content-length": String(MAX_BODY_BYTES + 1) })).toBe(tooLarge);
    const chunk = new Uint8Array(1024 * 1024).fill(32);
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (given++ < 200) controller.enqueue(chunk);
        else controller.close();
      },
    });
    expect(await post(endless)).toBe(tooLarge);
    expect(given * chunk.length).toBeLessThan(2 * MAX_BODY_BYTES);
  });
});
