// Starts the Worker of codemode-worker.mjs on miniflare and times what a caller outside of it waits for.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { serveWork } from "./serve-work.mjs";

const [url] = process.argv.slice(2);
const bundle = await build({
  entryPoints: [fileURLToPath(new URL("codemode-worker.mjs", import.meta.url))],
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["workerd", "worker", "browser", "import"],
  external: ["cloudflare:*", "node:*"],
  write: false,
  logLevel: "error",
});
const miniflare = new Miniflare({
  modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
  compatibilityDate: "2026-07-01",
  compatibilityFlags: ["nodejs_compat"],
  workerLoaders: { LOADER: {} },
  durableObjects: { HOST: "CodeHost" },
  bindings: { MCP_URL: url },
});
await miniflare.ready;

serveWork({
  run: async (code) => {
    const response = await miniflare.dispatchFetch("http://bench/run", { method: "POST", body: code });
    const { result, error } = await response.json();
    if (error !== undefined) throw new Error(error);
    return result;
  },
  close: () => miniflare.dispose(),
});
