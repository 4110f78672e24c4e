import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findMissing, type LockPackages, lockFile, toLockEntry } from "../complete-lock-file.ts";

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

function dependenciesOf(manifest: Manifest | undefined): Required<Manifest> {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest ?? {};
  return { dependencies, devDependencies, optionalDependencies };
}

describe("package-lock.json", () => {
  it("names the packages of every platform; node test/complete-lock-file.ts adds what is missing", () => {
    const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: LockPackages };
    expect(findMissing(packages).map((one) => one.path)).toEqual([]);
  });

  it("says what every manifest asks for, without which npm ci refuses; npm install brings it up to date", () => {
    const root = dirname(lockFile);
    const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Record<string, Manifest> };
    for (const path of ["package.json", ...globSync("packages/*/package.json", { cwd: root })]) {
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
      const locked = packages[path === "package.json" ? "" : dirname(path)];
      expect(dependenciesOf(locked), path).toEqual(dependenciesOf(manifest));
    }
  });

  it("ties no package to a place to fetch it from", () => {
    const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
      packages: Record<string, { resolved?: string; link?: boolean }>;
    };
    const tied = Object.entries(packages).filter(([, one]) => one.resolved !== undefined && one.link !== true);
    expect(tied.map(([path]) => path)).toEqual([]);
  });
});

describe("findMissing()", () => {
  const deno = {
    version: "2.9.6",
    dev: true,
    optionalDependencies: { "@deno/darwin-arm64": "2.9.6", "@deno/linux-x64-glibc": "2.9.6" },
  };

  it("finds what the lock file names and does not hold, beside its dependent", () => {
    const packages = { "node_modules/deno": deno, "node_modules/@deno/linux-x64-glibc": { version: "2.9.6" } };
    expect(findMissing(packages)).toEqual([
      { path: "node_modules/@deno/darwin-arm64", name: "@deno/darwin-arm64", version: "2.9.6", isDev: true },
    ]);
    const nested = { "packages/a/node_modules/deno": deno, "node_modules/@deno/linux-x64-glibc": { version: "1.0.0" } };
    expect(findMissing(nested).map((one) => one.path)).toEqual([
      "packages/a/node_modules/@deno/darwin-arm64",
      "packages/a/node_modules/@deno/linux-x64-glibc",
    ]);
  });

  it.each([
    ["@deno/linux-arm64-glibc", { os: ["linux"], cpu: ["arm64"], libc: ["glibc"] }],
    ["@oxc-parser/binding-linux-arm-musleabihf", { os: ["linux"], cpu: ["arm"], libc: ["musl"] }],
    ["@oxc-parser/binding-win32-x64-msvc", { os: ["win32"], cpu: ["x64"] }],
    ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ])("toLockEntry() reads the platform of %s", (name, expected) => {
    expect(toLockEntry({ path: "", name, version: "1.0.0", isDev: false })).toEqual({
      version: "1.0.0",
      optional: true,
      ...expected,
    });
  });

  it("toLockEntry() tells none where the name tells none", () => {
    expect(toLockEntry({ path: "", name: "fsevents", version: "1.0.0", isDev: false })).toBeUndefined();
  });
});
