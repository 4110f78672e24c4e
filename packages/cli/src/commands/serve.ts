import { createLog, openGateway, readConfig, readLogThreshold, version } from "@sluice/gateway";
import type { GlobalOptions } from "../options.ts";
import { actAs } from "../with-gateway.ts";

export interface ServeOptions extends GlobalOptions {
  readonly stdio?: boolean;
}

/** Serves until Ctrl-C, or with --stdio until the client goes away. */
export async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig(options, process.env, process.cwd());
  const isStdio = options.stdio === true;
  const log = createLog(readLogThreshold(process.env.SLUICE_LOG_LEVEL, isStdio ? "warn" : "info"));
  // One forgotten promise in a library must not end everybody's runs.
  process.on("unhandledRejection", (reason) =>
    log.error("a promise was rejected and nobody looked", { error: String(reason) }),
  );
  const gateway = await openGateway(
    isStdio ? { ...config, http: { ...config.http, port: options.port ?? 0 } } : config,
    {
      env: process.env,
      log,
      mayShareSlots: isStdio,
      isListening: true,
    },
  );
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  if (isStdio) {
    const { ended } = gateway.serveStdio(actAs(options).principal);
    await Promise.race([ended, stopped]);
  } else {
    const tier = (await gateway.tiers()).find((report) => report.isAvailable)?.tier;
    const sandbox =
      tier === undefined ? "without a sandbox: no code runs, see sluice doctor" : `with the ${tier} sandbox`;
    process.stderr.write(
      `Sluice ${version} serves ${Object.keys(config.mcpServers).length} servers ${sandbox}\n  MCP      ${gateway.url}/mcp\n  Events   ${gateway.url}/events\n  Metrics  ${gateway.url}/metrics\n  Health   ${gateway.url}/healthz\nCtrl-C stops it.\n`,
    );
    await stopped;
  }
  await gateway.close();
}
