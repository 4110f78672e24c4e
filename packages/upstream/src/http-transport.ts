import {
  type JSONRPCMessage,
  StreamableHTTPClientTransport,
  type StreamableHTTPClientTransportOptions,
  type TransportSendOptions,
} from "@modelcontextprotocol/client";

/** Marks an answer of ours; compared by identity, so no server can send it. */
export const lostAnswer: object = Object.freeze({ reason: "lost" });

const MAX_RECONNECTS = 3;

/** The SDK declares them without `undefined` here and with it in its Transport. */
type SendOptions = Parameters<StreamableHTTPClientTransport["send"]>[1];

export interface HttpTransportOptions extends StreamableHTTPClientTransportOptions {
  /** The stream of notifications could not be brought back. */
  readonly onStreamLost: () => void;
}

/** The SDK lets a call wait for its timeout when the answer's stream ends early; this one fails it at once. */
export class HttpTransport extends StreamableHTTPClientTransport {
  constructor(url: URL, { onStreamLost, ...options }: HttpTransportOptions) {
    super(url, {
      ...options,
      reconnectionOptions: {
        initialReconnectionDelay: 300,
        maxReconnectionDelay: 3_000,
        reconnectionDelayGrowFactor: 2,
        maxRetries: MAX_RECONNECTS,
      },
      reconnectionScheduler: (reconnect, delayMs, attempt) => {
        const timer = setTimeout(reconnect, delayMs);
        timer.unref();
        if (attempt >= MAX_RECONNECTS - 1) onStreamLost();
        return () => clearTimeout(timer);
      },
    });
  }

  override send(message: JSONRPCMessage | JSONRPCMessage[], sendOptions?: TransportSendOptions): Promise<void> {
    const options = sendOptions as SendOptions;
    if (Array.isArray(message) || !("method" in message) || !("id" in message)) return super.send(message, options);
    if (options?.onRequestStreamEnd !== undefined) return super.send(message, options);
    const { id } = message;
    return super.send(message, {
      ...options,
      // Also called after a normal answer; nobody waits for the id any more then.
      onRequestStreamEnd: () =>
        this.onmessage?.({
          jsonrpc: "2.0",
          id,
          error: { code: -32000, message: "the connection ended before the answer", data: lostAnswer },
        }),
    });
  }
}
