import { type ChildProcess, fork, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { benchDir } from "./root.ts";
import { showProgress } from "./screen.ts";

const dir = join(benchDir, "peers");

export interface PeerDescription {
  readonly name: string;
  readonly packages: readonly string[];
  readonly program: string;
  readonly nodeFlags: readonly string[];
}

export const peerDescriptions = {
  utcp: {
    name: "@utcp/code-mode",
    packages: ["@utcp/code-mode", "isolated-vm"],
    program: "utcp.mjs",
    // isolated-vm asks for it on every Node since 20.
    nodeFlags: ["--no-node-snapshot"],
  },
  codemode: {
    name: "@cloudflare/codemode",
    packages: ["@cloudflare/codemode", "miniflare"],
    program: "codemode.mjs",
    nodeFlags: [],
  },
} as const satisfies Record<string, PeerDescription>;

export interface Peer extends AsyncDisposable {
  readonly label: string;
  /** @returns milliseconds as the peer's own process saw them */
  run(code: string): Promise<number>;
}

export type PeerStart = Peer | { readonly label: string; readonly missing: string };

export const isMissing = (peer: PeerStart): peer is Extract<PeerStart, { missing: string }> => "missing" in peer;

/** Installs them where that never happened. Never throws: a machine without one still measures the rest. */
export async function installPeers(): Promise<string | undefined> {
  if (existsSync(join(dir, "node_modules", ".package-lock.json"))) return undefined;
  showProgress("peers: npm ci in test/bench/peers");
  // Both native peers bring ready-made programs; a build would need a compiler.
  const child = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: dir,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`npm did not start: ${error.message}`));
    child.on("close", (code) => resolve(code === 0 ? undefined : `npm ci failed: ${lastLine(errors)}`));
  });
}

/** `url` is the MCP server that its tools come from. */
export async function startPeer(peer: PeerDescription, url: string): Promise<PeerStart> {
  const child = fork(join(dir, peer.program), [url], {
    cwd: dir,
    execArgv: [...peer.nodeFlags],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors = (errors + chunk).slice(-2000);
  });
  try {
    await nextMessage(child, () => errors);
  } catch (error) {
    child.kill("SIGKILL");
    return { label: peer.name, missing: error instanceof Error ? error.message : String(error) };
  }
  return {
    label: peer.packages.map((name) => `${name} ${readVersion(name)}`).join(" on "),
    async run(code) {
      const answer = nextMessage(child, () => errors);
      child.send({ code });
      const { ms, error } = await answer;
      if (ms === undefined) throw new Error(`Cannot measure ${peer.name}: ${error}`);
      return ms;
    },
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
      await gone;
      clearTimeout(timer);
    },
  };
}

function nextMessage(
  child: ChildProcess,
  errors: () => string,
): Promise<{ readonly ms?: number; readonly error?: string }> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`it ended with ${code}: ${lastLine(errors())}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as { ms?: number; error?: string });
    });
  });
}

function readVersion(name: string): string {
  return (JSON.parse(readFileSync(join(dir, "node_modules", name, "package.json"), "utf8")) as { version: string })
    .version;
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .findLast((line) => /error/i.test(line)) ??
    text.trim().split("\n").at(-1) ??
    ""
  );
}
