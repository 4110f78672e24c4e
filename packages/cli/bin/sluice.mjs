#!/usr/bin/env -S MALLOC_TRIM_THRESHOLD_=1048576 node --max-semi-space-size=4 --heap-growing-percent=25
// Runs on any Node that a desktop client happens to have; Sluice itself goes on under the bundled Node 24.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const REQUIRED_MAJOR = 24;
// As in the first line, the root's `start` and the Dockerfile: half the memory, by which starting a process gets cheaper, too.
const memoryFlags = ["--max-semi-space-size=4", "--heap-growing-percent=25"];
const memoryEnv = { MALLOC_TRIM_THRESHOLD_: "1048576", MIMALLOC_ALLOW_THP: "0" };
// Halves the start: types are stripped and code is compiled once.
const cache = fileURLToPath(new URL("../../../node_modules/.cache/sluice", import.meta.url));
const start = fileURLToPath(new URL("./under-older-node.mjs", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= REQUIRED_MAJOR) {
  nodeModule.enableCompileCache(cache);
  // The C library has read its part by now; the parser's allocator reads this one when it is loaded.
  process.env.MIMALLOC_ALLOW_THP ??= memoryEnv.MIMALLOC_ALLOW_THP;
  await import("../src/main.ts");
} else {
  const node = findBundledNode();
  if (node === undefined) {
    process.stderr.write(
      `sluice: Cannot start under Node ${process.versions.node}: the bundled Node ${REQUIRED_MAJOR} is missing; run npm install in Sluice's folder with install scripts allowed, or start it with Node ${REQUIRED_MAJOR}\n`,
    );
    process.exit(8);
  }
  const child = spawn(node, [...memoryFlags, start, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...memoryEnv, NODE_COMPILE_CACHE: cache, ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`sluice: Cannot start ${node}: ${error.message}\n`);
    process.exit(8);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function findBundledNode() {
  try {
    const folder = dirname(nodeModule.createRequire(import.meta.url).resolve("node/package.json"));
    const file = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
