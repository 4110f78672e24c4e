import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDoc, root, tableOf, wordsOf } from "./markdown.ts";

interface Manifest {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const readManifest = (path: string): Manifest => JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest;
const folders = [".", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)];

/** Each runtime dependency with the folders whose manifests list it. */
const listed = new Map<string, string[]>();
for (const folder of folders) {
  for (const name of Object.keys(readManifest(`${folder}/package.json`).dependencies ?? {})) {
    if (!name.startsWith("@sluice/")) listed.set(name, [...(listed.get(name) ?? []), folder]);
  }
}

/** As the package that lists it finds it: its own copy first. */
function installedLicence(name: string, folder: string): string | undefined {
  const places = [`${folder}/node_modules/${name}/package.json`, `node_modules/${name}/package.json`];
  const found = places.find((path) => existsSync(join(root, path)));
  return found === undefined ? undefined : readManifest(found).license;
}

describe("docs/DEPENDENCIES.md", () => {
  const rows = tableOf(readDoc("docs/DEPENDENCIES.md"), "package", "used by").map(([name, usedBy, why, licence]) => ({
    name: wordsOf(name)[0] ?? "",
    usedBy: (usedBy ?? "").split(", "),
    why: why ?? "",
    licence,
  }));

  it("has a row for every runtime dependency, in order, and no other", () => {
    expect(rows.map(({ name }) => name)).toEqual([...listed.keys()].sort());
  });

  it("says which packages use each, and why", () => {
    const folderOf = (word: string): string => (word === "root" ? "." : `packages/${word}`);
    for (const { name, usedBy, why } of rows) {
      expect(usedBy.map(folderOf).sort(), name).toEqual([...(listed.get(name) ?? [])].sort());
      expect(why.length, name).toBeGreaterThan(20);
    }
  });

  it("has the licence that the installed package states", () => {
    for (const { name, licence } of rows)
      expect(installedLicence(name, listed.get(name)?.[0] ?? "."), name).toBe(licence);
  });
});
