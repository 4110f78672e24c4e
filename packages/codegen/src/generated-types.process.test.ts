import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createToolEntry, type JsonSchema } from "@sluice/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitrarySchema } from "../../../test/fixtures/arbitrary-schema.ts";
import { createCodegen } from "./codegen.ts";

const tsc = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));

test("writeServer() gives a tree that passes tsc --strict, whatever the schemas are", async () => {
  const dir = await mkdtemp(join(tmpdir(), "sluice-codegen-"));
  try {
    const seed = Number(process.env.CODEGEN_SEED ?? 20_261_120);
    const schemas = fc.sample(
      fc.tuple(arbitrarySchema, arbitrarySchema, fc.string({ unit: "binary", maxLength: 12 })),
      {
        numRuns: 400,
        seed,
      },
    );
    const entries = schemas.map(([input, output, name], at) =>
      createToolEntry("fuzz", {
        name: `${name}${at % 3 === 0 ? "" : at}`,
        description: name,
        inputSchema: input as JsonSchema,
        outputSchema: output as JsonSchema,
        annotations: {},
      }),
    );
    await createCodegen({ generatedDir: dir }).writeServer({ name: "fuzz" }, entries);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: "ES2024",
      module: "NodeNext",
      moduleResolution: "NodeNext",
      allowImportingTsExtensions: true,
      types: [],
    };
    await writeFile(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
    const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", dir], { encoding: "utf8" });
    expect(stdout, `seed ${seed}`).toBe("");
    expect(status).toBe(0);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
