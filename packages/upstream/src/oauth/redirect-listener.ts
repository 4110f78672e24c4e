import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EngineError } from "@sluice/contracts";

const PATH = "/callback";

export interface RedirectAnswer {
  /** Parameters of the authorization server's answer, its state already checked. */
  readonly params: URLSearchParams;
  /** Tells the person in the browser how it went. */
  readonly reply: (isDone: boolean) => void;
}

export interface RedirectListener {
  readonly redirectUrl: string;
  /** The first answer with the right state; others are refused and change nothing. */
  readonly answer: Promise<RedirectAnswer>;
  close(): void;
}

/**
 * Waits on loopback for the browser of the person who logs in (RFC 8252, section 7.3).
 * @throws EngineError `port_in_use` where a fixed port is taken
 */
export async function listenForRedirect(state: string, port: number): Promise<RedirectListener> {
  const { promise, resolve } = Promise.withResolvers<RedirectAnswer>();
  const expected = digest(state);
  let isAnswered = false;
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? "/", "http://127.0.0.1");
    if (request.method !== "GET" || url?.pathname !== PATH) return show(response, 404, "There is nothing here.");
    const params = url.searchParams;
    if (!timingSafeEqual(digest(params.get("state") ?? ""), expected)) {
      return show(response, 400, "This answer belongs to no login that waits here. Start the login again.");
    }
    if (isAnswered) return show(response, 409, "This login was answered already.");
    isAnswered = true;
    const reply = (isDone: boolean): void =>
      isDone
        ? show(response, 200, "You are logged in. This page can be closed.")
        : show(response, 400, "The login failed. The command that started it says why.");
    resolve({ params, reply });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  server.maxConnections = 32;
  await listen(server, port);
  return {
    redirectUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    answer: promise,
    close: () => {
      server.close();
      // What was just answered still gets its page.
      setTimeout(() => server.closeAllConnections(), 500).unref();
    },
  };
}

/** Nothing of the request is repeated on the page. */
function show(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    connection: "close",
  });
  response.end(`<!doctype html><title>Sluice</title><p>${text}</p>`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "it is in use" : (cause.code ?? "the system refuses it");
      const message = `Cannot wait for the login on port ${port}: ${why}; free it or change oauth.redirectPort`;
      reject(new EngineError("port_in_use", message, { cause }));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
