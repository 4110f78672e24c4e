import { LOCAL_PRINCIPAL } from "@sluice/gateway";
import { connectGateway, type GatewayClient } from "./gateway-client.ts";
import type { GlobalOptions } from "./options.ts";
import { createOutput, type Output } from "./print.ts";

/** Opens what a command needs and closes it whatever happens. `work` gives the exit code. */
export async function withGateway(
  options: GlobalOptions,
  work: (client: GatewayClient, output: Output) => Promise<number>,
): Promise<void> {
  const output = createOutput(options.json ?? false);
  const client = await output.progress("starting a gateway for this command", connectGateway(options));
  try {
    process.exitCode = await work(client, output);
  } finally {
    await client.close();
  }
}

/** Agents on this machine are `local`; a command acts as one of them unless told otherwise. */
export function actAs(options: GlobalOptions): GlobalOptions & { readonly principal: string } {
  return { ...options, principal: options.principal ?? (process.env.SLUICE_PRINCIPAL || LOCAL_PRINCIPAL) };
}
