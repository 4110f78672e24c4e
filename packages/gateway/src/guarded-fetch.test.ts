import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { guardedFetch } from "./guarded-fetch.ts";

const { signal } = new AbortController();

async function serve() {
  const server = createServer((request, response) => {
    if (request.url === "/away") return response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => response.end(`${request.method} ${body} ${request.headers["x-own"]}`));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

test("guardedFetch() sends and returns bytes to an address that the policy names", async () => {
  using server = await serve();
  const request = {
    url: `${server.url}/x`,
    method: "POST",
    headers: { "x-own": "1", host: "evil" },
    body: Buffer.from("hé").toString("base64"),
  };
  const answer = await guardedFetch(request, signal);
  expect(answer.status).toBe(200);
  expect(Buffer.from(answer.body as string, "base64").toString()).toBe("POST hé 1");
});

test("guardedFetch() hands redirects back instead of following them", async () => {
  using server = await serve();
  const answer = await guardedFetch({ url: `${server.url}/away`, method: "GET", headers: {} }, signal);
  expect(answer).toMatchObject({ status: 302, headers: { location: "http://127.0.0.1:1/" } });
});

test("guardedFetch() says which host did not answer", async () => {
  await expect(guardedFetch({ url: "http://127.0.0.1:1/", method: "GET", headers: {} }, signal)).rejects.toThrow(
    'Cannot fetch from "127.0.0.1:1"',
  );
});
