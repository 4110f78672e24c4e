import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";

/** Ports that nobody may ever reach: a TCP port and a unix socket, which count who knocks. */
export interface Canary extends AsyncDisposable {
  readonly port: number;
  readonly socket: string;
  readonly hits: number;
}

export async function openCanary(socket: string): Promise<Canary> {
  let hits = 0;
  const open = async (where: { readonly port: number; readonly host: string } | { readonly path: string }) => {
    const server = createServer((connection) => {
      hits++;
      connection.on("error", () => undefined).destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, resolve);
    });
    return server;
  };
  const tcp = await open({ port: 0, host: "127.0.0.1" });
  const unix = await open({ path: socket });
  return {
    port: (tcp.address() as { port: number }).port,
    socket,
    get hits() {
      return hits;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([close(tcp), close(unix)]);
      rmSync(socket, { force: true });
    },
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
