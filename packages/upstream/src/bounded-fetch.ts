/** A fetch that gives up on a body, or on one event of a stream, that is larger than `maxBytes`. */
export function createBoundedFetch(
  maxBytes: number,
  fetchImpl: typeof fetch = fetch,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetchImpl(url, init);
    if (response.body === null) return response;
    const isStream = /^\s*text\/event-stream/i.test(response.headers.get("content-type") ?? "");
    const body = response.body.pipeThrough(isStream ? limitEvents(maxBytes) : limitBody(maxBytes));
    const { status, statusText, headers } = response;
    const bounded = new Response(body, { status, statusText, headers });
    // The SDK compares it to refuse redirects; a made response has none.
    Object.defineProperty(bounded, "url", { value: response.url });
    Object.defineProperty(bounded, "redirected", { value: response.redirected });
    Object.defineProperty(bounded, "type", { value: response.type });
    return bounded;
  };
}

function limitBody(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(new RangeError(`an answer over ${maxBytes} bytes`));
      else controller.enqueue(chunk);
    },
  });
}

/** An event ends at an empty line; what comes after counts anew. */
function limitEvents(maxBytes: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let size = 0;
  let isLineEmpty = true;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of chunk) {
        size += 1;
        if (byte === 10) {
          if (isLineEmpty) size = 0;
          isLineEmpty = true;
        } else if (byte !== 13) {
          isLineEmpty = false;
        }
        if (size > maxBytes) {
          controller.error(new RangeError(`an event over ${maxBytes} bytes`));
          return;
        }
      }
      controller.enqueue(chunk);
    },
  });
}
