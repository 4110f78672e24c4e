import { describe, expect, test } from "vitest";
import { findUnsafeEnvName, renderDenoArgs, renderEnv, toPoolKey, toWorkspaceDir } from "./deno-flags.ts";
import { testFiles, testPermissions } from "./test-sandbox.ts";

const render = (permissions = testPermissions, workspaceDir: string | undefined = undefined) =>
  renderDenoArgs({ permissions, workspaceDir, mainModule: "/guest/main.mjs" });

describe("renderDenoArgs", () => {
  test("renderDenoArgs() grants nothing where the policy grants nothing", () => {
    const args = render();
    expect(args.filter((arg) => arg.startsWith("--allow"))).toEqual([]);
    expect(args).toEqual(
      expect.arrayContaining([
        ...["--no-prompt", "--no-remote", "--no-npm", "--cached-only", "--no-config", "--no-lock", "--no-code-cache"],
        ...["--deny-net", "--deny-env", "--deny-run", "--deny-ffi", "--deny-sys", "--deny-import"],
        ...["--deny-read", "--deny-write"],
      ]),
    );
    expect(args.at(-1)).toBe("/guest/main.mjs");
  });

  test("renderDenoArgs() never mixes allow and deny of one kind", () => {
    const args = render({ ...testFiles, env: { TOKEN: "x" } }, "/work");
    for (const kind of ["read", "write", "env"]) {
      expect(args.filter((arg) => new RegExp(`^--(allow|deny)-${kind}`).test(arg))).toHaveLength(1);
    }
    expect(args).toContain("--allow-read=/work");
    expect(args).toContain("--allow-env=TOKEN");
  });

  test("renderDenoArgs() refuses a path that would be two", () => {
    expect(() => render(testFiles, "/work,/etc")).toThrow(expect.objectContaining({ code: "bad_input" }));
  });

  test("renderDenoArgs() grants reading alone where the policy does", () => {
    const args = render({ ...testFiles, workspace: { ...testFiles.workspace, write: false } }, "/work");
    expect(args).toContain("--allow-read=/work");
    expect(args).toContain("--deny-write");
  });

  test("renderDenoArgs() runs V8 without JIT where the policy says so", () => {
    const v8 = (jit: boolean) => render({ ...testPermissions, jit }).find((arg) => arg.startsWith("--v8-flags="));
    expect(v8(false)).toContain("--jitless");
    expect(v8(true)).not.toContain("--jitless");
    expect(v8(true)).toContain("--max-old-space-size=128");
  });
});

test("renderEnv() inherits nothing and lets no policy name change ours", () => {
  const env = renderEnv({ ...testPermissions, env: { TOKEN: "x", TZ: "Mars" } }, "/denodir");
  expect(env).toEqual({
    TOKEN: "x",
    DENO_DIR: "/denodir",
    DENO_NO_PROMPT: "1",
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
    TZ: "UTC",
  });
});

test.each(["LD_PRELOAD", "DENO_DIR", "NODE_OPTIONS", "DYLD_INSERT_LIBRARIES", "ld_preload", "PATH"])(
  "findUnsafeEnvName() finds %s",
  (name) => {
    expect(findUnsafeEnvName({ TOKEN: "x", [name]: "y" })).toBe(name);
  },
);

describe("toPoolKey", () => {
  test("toPoolKey() differs by all that a process is started with", () => {
    const changes = [
      { env: { A: "1" } },
      { jit: false },
      { memoryMb: 256 },
      { cpuMs: 1 },
      { openFiles: 64 },
      { workspace: { ...testPermissions.workspace, read: true } },
      { workspace: { ...testPermissions.workspace, maxFileMb: 2 } },
    ];
    const keys = changes.map((change) => toPoolKey({ ...testPermissions, ...change }, undefined));
    keys.push(
      toPoolKey(testPermissions, undefined),
      toPoolKey(testPermissions, "/a"),
      toPoolKey(testPermissions, "/b"),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("toPoolKey() is equal where only what we count ourselves differs", () => {
    const other = { ...testPermissions, wallMs: 1, outputKb: 1, frameKb: 16, calls: { perRun: 1, parallel: 1 } };
    expect(toPoolKey(other, undefined)).toBe(toPoolKey(testPermissions, undefined));
  });
});

test("toWorkspaceDir() gives a folder only where the policy allows files", () => {
  expect(toWorkspaceDir(testPermissions, "/work")).toBeUndefined();
  expect(toWorkspaceDir(testFiles, "/work")).toBe("/work");
});
