import type { ToolEntry } from "@sluice/contracts";
import type { Connection } from "../connection.ts";
import type { ResolvedServer } from "../options.ts";
import { createOfferTools } from "./offer-tools.ts";

export interface FullList {
  readonly tools: readonly ToolEntry[];
  /** Names among them that stand for resources and prompts. */
  readonly offers: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

/** Everything of a server that can be called. @throws what listing its tools throws */
export async function listAll(connection: Connection, server: ResolvedServer, signal: AbortSignal): Promise<FullList> {
  const [list, offers] = await Promise.all([
    connection.listTools(signal, server.connectTimeoutMs),
    connection.listOffers(signal),
  ]);
  const made = createOfferTools(server.name, offers, new Set(list.tools.map(({ name }) => name)));
  return {
    tools: [...list.tools, ...made.values()],
    offers: new Set(made.keys()),
    warnings: [...list.warnings, ...offers.warnings],
  };
}
