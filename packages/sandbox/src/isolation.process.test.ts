import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, TestSandbox, testFiles, testPermissions, testTiers } from "./test-sandbox.ts";

let base = "";
let workspace = "";
let outside = "";
let server: Server;
let connections = 0;
let port = 0;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "isolation-"));
  chmodSync(base, 0o755);
  workspace = join(base, "workspace");
  outside = join(base, "outside");
  mkdirSync(workspace);
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.txt"), "TOPSECRET");
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as { port: number }).port;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(base, { recursive: true, force: true });
});

describe.each(testTiers)("tier %s", (tier) => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await TestSandbox.open({ tier });
  });
  afterAll(() => sandbox.close());

  /** Runs each expression by itself and tells what came of it. */
  async function attempt(expressions: readonly string[], permissions = testFiles): Promise<string[]> {
    const body = `const out = [];
      for (const source of ${JSON.stringify(expressions)}) {
        try { out.push("got " + JSON.stringify(await (0, eval)("(async () => (" + source + "))()"))); }
        catch (e) { out.push("refused " + e.name); }
      }
      return out;`;
    const options = { permissions, workspaceDir: workspace };
    return (await sandbox.value(body, options)) as string[];
  }

  test("the tier is available and used", () => {
    expect(sandbox.sandbox.tiers().find((report) => report.tier === tier)).toMatchObject({ isAvailable: true });
    expect(sandbox.sandbox.stats().tier).toBe(tier);
  });

  test("files outside the folder are closed, by whatever name", async () => {
    const secret = JSON.stringify(join(outside, "secret.txt"));
    const results = await attempt([
      `Deno.readTextFileSync(${secret})`,
      'Deno.readTextFileSync("../outside/secret.txt")',
      `(await import("node:fs")).readFileSync(${secret}, "utf8")`,
      `(await import("node:fs")).promises.readFile(${secret}, "utf8")`,
      'Deno.readTextFileSync("/etc/passwd")',
      'Deno.readTextFileSync("/proc/self/environ")',
      'Deno.readDirSync("/").next()',
      `Deno.writeTextFileSync(${JSON.stringify(join(outside, "new.txt"))}, "x")`,
      `Deno.renameSync(${secret}, "stolen")`,
      `Deno.linkSync(${secret}, "stolen")`,
      `Deno.copyFileSync(${secret}, "stolen")`,
      'Deno.symlinkSync("/etc", "link")',
    ]);
    expect(results.filter((result) => !result.startsWith("refused"))).toEqual([]);
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    expect(existsSync(join(workspace, "stolen"))).toBe(false);
  });

  test("modules outside the folder cannot be imported, however they are named", async () => {
    const file = `file://${join(outside, "secret.txt")}`;
    const results = await attempt([
      `(await import(${JSON.stringify(file)}, { with: { type: "text" } })).default`,
      `(await import("data:text/javascript," + encodeURIComponent("import t from '${file}' with { type: 'text' }; export default t"))).default`,
      `(await import(URL.createObjectURL(new Blob(["export { default } from '${file}' with { type: 'text' }"], { type: "text/javascript" })))).default`,
      '(await import("https://deno.land/std/version.ts"))',
      '(await import("npm:left-pad"))',
      '(await import("jsr:@std/assert"))',
      `(await import("node:module")).createRequire("file:///")(${JSON.stringify(join(outside, "secret.txt"))})`,
    ]);
    expect(results.filter((result) => !result.startsWith("refused"))).toEqual([]);
  });

  test("a program names files in its own source to no avail", async () => {
    const source = `import text from "file://${join(outside, "secret.txt")}" with { type: "text" };\nexport default async () => text;`;
    const { exit } = await sandbox.run(source, { permissions: testFiles, workspaceDir: workspace });
    expect(exit.end.kind).toBe("failed");
    expect(JSON.stringify(exit)).not.toContain("TOPSECRET");
  });

  test("no network, no process, no foreign code, no facts about the machine", async () => {
    const results = await attempt([
      `await Deno.connect({ hostname: "127.0.0.1", port: ${port} })`,
      `await new Promise(async (ok, no) => (await import("node:net")).connect(${port}, "127.0.0.1").on("connect", () => ok(1)).on("error", no))`,
      "Deno.listen({ port: 0 })",
      'await Deno.resolveDns("example.org", "A")',
      'new Deno.Command("/bin/sh").outputSync()',
      '(await import("node:child_process")).execFileSync("/bin/true")',
      'Deno.dlopen("libc.so.6", {})',
      "Deno.hostname()",
      "Deno.env.toObject()",
      "(await import('node:inspector')).open(0)",
      "Deno.kill(Deno.ppid, 'SIGKILL')",
    ]);
    expect(results.filter((result) => !result.startsWith("refused"))).toEqual([]);
    expect(connections).toBe(0);
  });

  test("asking for permissions gets none and blocks nothing", async () => {
    expect(
      await attempt([
        '(await Deno.permissions.request({ name: "read", path: "/etc" })).state',
        '(await Deno.permissions.request({ name: "net" })).state',
        'Deno.permissions.requestSync({ name: "run" }).state',
      ]),
    ).toEqual(Array.from({ length: 3 }, () => 'got "denied"'));
  });

  test("a program reads and writes in its own folder", async () => {
    writeFileSync(join(workspace, "in.txt"), "from the gateway", { mode: 0o600 });
    expect(
      await attempt([
        'Deno.readTextFileSync("in.txt")',
        'Deno.mkdirSync("reports/a", { recursive: true })',
        'Deno.writeTextFileSync("reports/a/out.txt", "to the gateway")',
        'Deno.copyFileSync("in.txt", "copy.txt")',
        '(Deno.writeTextFileSync("m.ts", "export const a: number = 7"), (await import("file://" + Deno.cwd() + "/m.ts")).a)',
      ]),
    ).toEqual(['got "from the gateway"', "got undefined", "got undefined", "got undefined", "got 7"]);
    expect(readFileSync(join(workspace, "reports/a/out.txt"), "utf8")).toBe("to the gateway");
  });

  test("a policy that only reads keeps everything as it is", async () => {
    writeFileSync(join(workspace, "kept.txt"), "kept");
    const mode = statSync(join(workspace, "kept.txt")).mode;
    const readOnly = { ...testFiles, workspace: { ...testFiles.workspace, write: false } };
    const results = await attempt(
      [
        'Deno.writeTextFileSync("kept.txt", "changed")',
        'Deno.removeSync("kept.txt")',
        'Deno.chmodSync("kept.txt", 0o777)',
        'Deno.utimeSync("kept.txt", 1, 1)',
        '(await import("node:fs")).fchmodSync((await import("node:fs")).openSync("kept.txt", "r"), 0o777)',
      ],
      readOnly,
    );
    expect(results.slice(0, 4).filter((result) => !result.startsWith("refused"))).toEqual([]);
    // Deno itself lets a descriptor that was opened for reading change the mode; the box does not.
    if (tier !== "any") expect(results[4]).toMatch(/^refused/);
    expect(readFileSync(join(workspace, "kept.txt"), "utf8")).toBe("kept");
    if (tier !== "any") expect(statSync(join(workspace, "kept.txt")).mode).toBe(mode);
  });

  test("without files in the policy there is no folder", async () => {
    const results = await attempt(
      ['Deno.readTextFileSync("in.txt")', 'Deno.writeTextFileSync("x", "y")'],
      testPermissions,
    );
    expect(results.filter((result) => !result.startsWith("refused"))).toEqual([]);
  });

  test("a link that was planted leads nowhere", async () => {
    const planted = join(base, `planted-${tier}`);
    mkdirSync(planted);
    symlinkSync(join(outside, "secret.txt"), join(planted, "link"));
    symlinkSync(outside, join(planted, "folder"));
    const options = { permissions: testFiles, workspaceDir: planted };
    const body = `const out = []; for (const f of [() => Deno.readTextFileSync("link"), () => Deno.readTextFileSync("folder/secret.txt"), () => Deno.writeTextFileSync("folder/new", "x")])
      try { out.push(f()) } catch (e) { out.push(e.name) } return out`;
    const told = await sandbox.run(program(body), options).then(
      ({ exit }) => JSON.stringify(exit),
      (error: { code: string }) => error.code,
    );
    expect(told).not.toContain("TOPSECRET");
    if (tier === "any") expect(told).toBe("bad_input");
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
  });

  test("warm() has a process wait in a folder that nobody has used before", async () => {
    const folder = join(base, `fresh-${tier}`);
    mkdirSync(folder, { mode: 0o700 });
    const fresh = await TestSandbox.open({ tier });
    try {
      await fresh.sandbox.warm(testFiles, folder);
      expect(fresh.sandbox.stats().idle).toBe(1);
      const write = 'Deno.writeTextFileSync("x", "here"); return 1';
      expect(await fresh.value(write, { permissions: testFiles, workspaceDir: folder })).toBe(1);
    } finally {
      await fresh.close();
    }
  });

  test("a file with a second name keeps its owner", async () => {
    const folder = join(base, `hard-${tier}`);
    mkdirSync(folder);
    linkSync(join(outside, "secret.txt"), join(folder, "hard"));
    const before = statSync(join(outside, "secret.txt")).uid;
    await sandbox.run(program("return 1"), { permissions: testFiles, workspaceDir: folder });
    expect(statSync(join(outside, "secret.txt")).uid).toBe(before);
  });

  test("a folder whose name has a comma never widens what a program may read", async () => {
    const folder = join(base, `a-${tier},${outside}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "x"), "here");
    const options = { permissions: testFiles, workspaceDir: folder };
    const read = `return [Deno.readTextFileSync("x"), (() => { try { return Deno.readTextFileSync(${JSON.stringify(join(outside, "secret.txt"))}) } catch { return "refused" } })()]`;
    if (tier === "strict") expect(await sandbox.value(read, options)).toEqual(["here", "refused"]);
    else await expect(sandbox.value(read, options)).rejects.toMatchObject({ code: "bad_input" });
  });

  test("nothing is left for the next run", async () => {
    const leave = `globalThis.left = 1; Object.prototype.left = 1;
      for (const f of [() => localStorage.setItem("l", "1"), () => Deno.writeTextFileSync("/tmp/left", "1")]) try { f() } catch {}
      try { await (await caches.open("l")).put("http://x/", new Response("1")) } catch {} return Deno.pid`;
    const look = `const found = []; if (globalThis.left || ({}).left) found.push("global");
      try { if (localStorage.getItem("l")) found.push("storage") } catch {} try { Deno.readTextFileSync("/tmp/left"); found.push("file") } catch {}
      try { if (await (await caches.open("l")).match("http://x/")) found.push("cache") } catch {} return found`;
    await sandbox.value(leave);
    expect(await sandbox.value(look)).toEqual([]);
  });

  test.runIf(process.platform === "linux")(
    "a process has three pipes of ours, no privileges and no foreign descriptor",
    async () => {
      const { run, end } = await sandbox.start(program("await rt.client.sleep(1)"), { answer: () => undefined });
      const pid = findDeno(tier);
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      expect(status).toMatch(/NoNewPrivs:\s+1/);
      expect(status).toMatch(/CapEff:\s+0+\n/);
      expect(status).toMatch(tier === "any" ? /Seccomp:\s+0/ : /Seccomp:\s+2/);
      if (process.getuid?.() === 0) expect(status).toMatch(/Uid:\s+60800\s+60800/);
      const own = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
      const allowed = /^(?:socket:|anon_inode:\[event|.*(?:dep|node)_analysis_cache_v2)/;
      expect(own.filter((target) => !allowed.test(target))).toEqual([]);
      // Two ends of each of Deno's own pairs, and our three with their duplicates: no socket of the gateway.
      const sockets = new Set(own.filter((target) => target.startsWith("socket:")));
      const gateway = readdirSync("/proc/self/fd").flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/self/fd/${fd}`)];
        } catch {
          return [];
        }
      });
      expect(gateway.filter((target) => sockets.has(target))).toEqual([]);
      expect(
        readFileSync(`/proc/${pid}/environ`, "latin1")
          .split("\0")
          .filter(Boolean)
          .map((entry) => entry.split("=")[0])
          .sort(),
      ).toEqual(expect.arrayContaining(["DENO_DIR", "NO_COLOR", "TZ"]));
      expect(readFileSync(`/proc/${pid}/environ`, "latin1")).not.toContain("HOME=");
      run.kill("cancelled");
      await end;
    },
  );
});

/** The Deno below us that is in that tier's run: the last one started that has used its processor. */
function findDeno(tier: string): number {
  const denos = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const args = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const isGuest =
        args.some((arg) => arg.startsWith("--v8-flags=--max-old-space")) && /(?:^|\/)deno$/.test(args[0] ?? "");
      return isGuest && isBelow(Number(name), process.pid) && args.includes("/guest/main.mjs") === (tier === "strict");
    } catch {
      return false;
    }
  });
  const pid = Number(denos[0]);
  if (!Number.isSafeInteger(pid)) throw new Error("Expected a running guest process");
  return pid;
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true;
    const stat = readFileSync(`/proc/${at}/stat`, "latin1");
    at = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  }
  return false;
}

test("a run that asks for more than there is, is refused", async () => {
  const weak = await TestSandbox.open({ tier: "any" });
  try {
    await expect(
      weak.run(program("1"), { permissions: { ...testPermissions, isolation: "strict" } }),
    ).rejects.toMatchObject({
      code: "isolation_unavailable",
      details: { wanted: "strict", offered: "any" },
    });
    await expect(weak.sandbox.warm({ ...testPermissions, isolation: "standard" })).rejects.toMatchObject({
      code: "isolation_unavailable",
    });
  } finally {
    await weak.close();
  }
});
