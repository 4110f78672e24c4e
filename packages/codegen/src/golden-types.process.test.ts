import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const golden = join(root, "test/golden/codegen");

describe("golden: codegen", () => {
  test("every case accepts what its schema allows and rejects what it forbids", () => {
    const config = join(golden, `tsconfig.${process.pid}.json`);
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: "ES2024",
          module: "NodeNext",
          moduleResolution: "NodeNext",
          allowImportingTsExtensions: true,
          types: [],
        },
        include: ["*/accepts.ts", "*/rejects.ts", "*/api.d.ts"],
      }),
    );
    try {
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", config], { encoding: "utf8" });
      expect(stdout).toBe("");
      expect(status).toBe(0);
    } finally {
      rmSync(config);
    }
  });

  test("every case has its parts, and there are many", () => {
    const cases = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(cases.length).toBeGreaterThanOrEqual(30);
    for (const entry of cases) {
      const files = readdirSync(join(golden, entry.name)).sort();
      expect(files, entry.name).toEqual(["accepts.ts", "api.d.ts", "rejects.ts", "schema.json"]);
    }
  });
});
