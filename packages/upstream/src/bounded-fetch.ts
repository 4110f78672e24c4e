type Bytes = Uint8Array<ArrayBuffer>;

/** Takes a chunk in; false once there is too much. */
type Limit = (chunk: Bytes) => boolean;

const LF = 10;
const CR = 13;

/** A fetch that gives up on a body, or on one event of a stream, that is larger than `maxBytes`. */
export function createBoundedFetch(
  maxBytes: number,
  fetchImpl: typeof fetch = fetch,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetchImpl(url, init);
    if (response.body === null) return response;
    const isStream = /^\s*text\/event-stream/i.test(response.headers.get("content-type") ?? "");
    const body = bound(
      response.body as ReadableStream<Bytes>,
      isStream ? limitEvents(maxBytes) : limitBody(maxBytes),
      `${isStream ? "an event" : "an answer"} over ${maxBytes} bytes`,
    );
    const { status, statusText, headers } = response;
    const bounded = new Response(body, { status, statusText, headers });
    // The SDK compares it to refuse redirects; a made response has none.
    Object.defineProperty(bounded, "url", { value: response.url });
    Object.defineProperty(bounded, "redirected", { value: response.redirected });
    Object.defineProperty(bounded, "type", { value: response.type });
    return bounded;
  };
}

/** By hand, since a TransformStream costs each answer a tenth of a millisecond. */
function bound(body: ReadableStream<Bytes>, isWithin: Limit, message: string): ReadableStream<Bytes> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        if (isWithin(value)) return controller.enqueue(value);
        const error = new RangeError(message);
        controller.error(error);
        await reader.cancel(error);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function limitBody(maxBytes: number): Limit {
  let size = 0;
  return (chunk) => {
    size += chunk.byteLength;
    return size <= maxBytes;
  };
}

/** An event ends at an empty line; what comes after counts anew. */
function limitEvents(maxBytes: number): Limit {
  let size = 0;
  let isLineEmpty = true;
  return (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      const found = chunk.indexOf(LF, from);
      const end = found < 0 ? chunk.length : found;
      isLineEmpty &&= end === from || (end === from + 1 && chunk[from] === CR);
      const next = found < 0 ? end : end + 1;
      size = found >= 0 && isLineEmpty ? 0 : size + next - from;
      if (size > maxBytes) return false;
      if (found >= 0) isLineEmpty = true;
      from = next;
    }
    return true;
  };
}
