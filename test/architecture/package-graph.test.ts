import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { findImports, listFiles, root } from "./source-files.ts";

interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const parts = ["upstream", "catalog", "codegen", "compiler", "policy", "pii", "skills", "sandbox", "store", "events"];

/** The table of docs/ARCHITECTURE.md: who may import whom. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  ...Object.fromEntries(parts.map((part) => [part, ["contracts"]])),
  engine: ["contracts", "policy", "pii"],
  gateway: ["contracts", ...parts, "engine"],
  cli: ["contracts", "gateway"],
  demo: ["contracts", "gateway"],
  dashboard: ["contracts"],
};

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
const packages = readdirSync(join(root, "packages")).map((name) => ({
  name,
  manifest: readManifest(`packages/${name}`),
}));
const rootManifest = readManifest(".");
const allDependencies = (manifest: Manifest) => ({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.peerDependencies,
  ...manifest.optionalDependencies,
});
const isTest = (path: string) => /\.(test|fixture)\.ts$/.test(path);
const toPackageName = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
const builtins = new Set(builtinModules.filter((name) => !name.startsWith("_")));

describe.each(packages)("package $name", ({ name, manifest }) => {
  const files = listFiles(`packages/${name}`).filter((file) => /\.m?[tj]s$/.test(file.path));
  const imports = files.flatMap((file) =>
    findImports(file.read()).map((specifier) => ({ path: file.path, specifier })),
  );

  it("depends only on packages of the layers below it", () => {
    expect(Object.keys(mayImport)).toContain(name);
    const ours = Object.keys(allDependencies(manifest)).filter((dependency) => dependency.startsWith("@sluice/"));
    const allowed = (mayImport[name] ?? []).map((other) => `@sluice/${other}`);
    expect(ours.filter((dependency) => !allowed.includes(dependency))).toEqual([]);
  });

  it("says in one sentence what it is, and exports its index only", () => {
    expect(manifest.name).toBe(`@sluice/${name}`);
    expect(manifest.description).toMatch(/^\S.{10,200}\.$/);
    expect(manifest.exports).toEqual({ ".": "./src/index.ts" });
  });

  it("imports only what its package.json lists", () => {
    const own = Object.keys(allDependencies(manifest));
    const shared = Object.keys(rootManifest.devDependencies ?? {});
    const undeclared = imports.filter(({ path, specifier }) => {
      // Anything else is a path, or a URL in the agent code of a test.
      if (!/^(@[\w-]+\/)?[a-z][\w.-]*(\/|$)/.test(specifier) || builtins.has(specifier)) return false;
      const wanted = toPackageName(specifier);
      return !own.includes(wanted) && !(isTest(path) && !wanted.startsWith("@sluice/") && shared.includes(wanted));
    });
    expect(undeclared).toEqual([]);
  });

  it("never reaches into another package, by name or by path", () => {
    const deep = imports.filter(({ path, specifier }) => {
      if (specifier.startsWith("@sluice/")) return specifier.split("/").length > 2;
      if (!specifier.startsWith(".")) return false;
      const target = posix.join(dirname(path), specifier);
      return !target.startsWith(`packages/${name}/`) && !(isTest(path) && target.startsWith("test/fixtures/"));
    });
    expect(deep).toEqual([]);
  });
});

describe("package layers", () => {
  it("contracts stand on zod alone", () => {
    const contracts = packages.find(({ name }) => name === "contracts");
    expect(Object.keys(contracts?.manifest.dependencies ?? {})).toEqual(["zod"]);
  });

  it("all dependencies have one exact version, the same wherever they are named", () => {
    const versions = new Map<string, Set<string>>();
    for (const manifest of [rootManifest, ...packages.map((one) => one.manifest)]) {
      for (const [dependency, version] of Object.entries(allDependencies(manifest))) {
        if (dependency.startsWith("@sluice/")) continue;
        versions.set(dependency, (versions.get(dependency) ?? new Set()).add(version));
      }
    }
    const loose = [...versions].filter(
      ([, found]) => found.size > 1 || [...found].some((v) => !/^\d+\.\d+\.\d+/.test(v)),
    );
    expect(loose.map(([dependency, found]) => `${dependency}: ${[...found].join(", ")}`)).toEqual([]);
  });

  it("guest files import only themselves and the types they share with the host", () => {
    const shared = ["../src/protocol.ts", "../src/launch-plan.ts"];
    const foreign = listFiles("packages/sandbox/guest")
      .filter((file) => file.path.endsWith(".ts"))
      .flatMap((file) => findImports(file.read()).map((specifier) => `${file.path}: ${specifier}`))
      .filter((line) => !/: \.\/[\w-]+\.ts$/.test(line) && !shared.some((path) => line.endsWith(`: ${path}`)));
    expect(foreign).toEqual([]);
    for (const path of shared) {
      const file = listFiles("packages/sandbox/src").find((one) => one.path.endsWith(path.slice("../".length)));
      expect(findImports(file?.read() ?? "")).toEqual([]);
    }
  });
});

describe("findImports()", () => {
  it("finds every form of import and takes no other text for one", () => {
    const source = [
      'import a from "a";',
      'import {\n  b,\n  type C,\n} from "./b.ts";',
      'export { d } from "@sluice/d/deep";',
      "import 'e';",
      'const f = await import("f");',
      'const text = "from here";',
      'const code = `x from "no"`;',
    ].join("\n");
    expect(findImports(source)).toEqual(["a", "./b.ts", "@sluice/d/deep", "e", "f"]);
  });
});
