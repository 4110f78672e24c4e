// The gateway under measurement: `sluice serve` with a tier of the bench's choosing.
import { parseArgs } from "node:util";
import { isolationTiers } from "@sluice/contracts";
import { createLog, openGateway, readConfig } from "@sluice/gateway";

const { values } = parseArgs({
  options: { config: { type: "string" }, tier: { type: "string" }, stdio: { type: "boolean", default: false } },
});
const tier = isolationTiers.find((name) => name === values.tier);
const startedAt = performance.now();
const gateway = await openGateway(readConfig({ config: values.config, port: 0 }, process.env, process.cwd()), {
  env: process.env,
  log: createLog("error"),
  ...(tier === undefined ? {} : { tier }),
});
const openMs = performance.now() - startedAt;
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});
if (values.stdio) {
  const { ended } = gateway.serveStdio();
  await Promise.race([ended, stopped]);
} else {
  process.on("message", () => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage());
  });
  process.stdout.write(`${JSON.stringify({ url: gateway.url, openMs })}\n`);
  await stopped;
  // The channel to the parent would keep this process alive.
  process.disconnect?.();
}
await gateway.close();
