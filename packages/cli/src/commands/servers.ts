import type { ServerStatus } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { type Output, printSafe, printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";

export async function servers(options: GlobalOptions & { readonly connect?: boolean }): Promise<void> {
  await withGateway(options, async (client, output) => {
    // A gateway of this command has connected to nothing yet; its answer would be empty.
    const isConnecting = options.connect ?? !client.isShared;
    const work = isConnecting ? client.post("/api/servers/connect", {}) : client.get("/api/servers");
    const { servers: list } = (await output.progress("connecting", work)) as { servers: readonly ServerStatus[] };
    output.result({ servers: list }, () => {
      if (list.length === 0) return "No servers configured; add some under mcpServers in sluice.json";
      const rows = list.map((server) => [
        server.server,
        printState(server, output),
        server.transport,
        server.era ?? "",
        String(server.tools),
        printSafe([server.reason ?? "", ...server.warnings.slice(0, 3)].filter((text) => text !== "").join("; ")),
      ]);
      return printTable([["server", "state", "transport", "era", "tools", "remarks"], ...rows]);
    });
    return EXIT_OK;
  });
}

function printState({ state, circuit = "closed" }: ServerStatus, output: Output): string {
  if (state === "connected" && circuit !== "closed") return output.paint("yellow", `${state}, ${circuit}`);
  const style = state === "connected" ? "green" : state === "idle" ? "dim" : "yellow";
  return output.paint(style, state);
}

export async function generate(options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    await output.progress("listing tools", client.post("/api/servers/connect", {}));
    const { written } = (await output.progress("writing typed APIs", client.post("/api/generate", {}))) as {
      written: readonly { server: string; tools: number; written: number; warnings: readonly string[] }[];
    };
    output.result({ written }, () => {
      const rows = written.map((entry) => [
        entry.server,
        String(entry.tools),
        entry.written === 0 ? "up to date" : `${entry.written} files`,
        entry.warnings.length === 0 ? "" : `${entry.warnings.length} warnings`,
      ]);
      return printTable([["server", "tools", "written", ""], ...rows]);
    });
    return EXIT_OK;
  });
}
