/** Converts every tool list of a folder and type-checks the whole tree: `node test/eval/codegen.ts <folder> [output folder]`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createToolEntry, isJsonObject, type JsonSchema, toolAnnotationsSchema } from "@sluice/contracts";
import { createCodegen } from "../../packages/codegen/src/index.ts";

const [folder, given] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    "Cannot evaluate codegen: no folder given, pass one that holds <server>.json files with { tools: [...] }",
  );
  process.exit(2);
}
const output = given ?? mkdtempSync(join(tmpdir(), "sluice-codegen-"));
const codegen = createCodegen({ generatedDir: output });
const counts = { servers: 0, tools: 0, unreadable: 0, withOutput: 0, warnings: 0, characters: 0, unchecked: 0 };
const checks: number[] = [];
const slowest: { address: string; ms: number }[] = [];
const startedMs = performance.now();

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()) {
  const list: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const tools = isJsonObject(list) && Array.isArray(list.tools) ? list.tools : Array.isArray(list) ? list : [];
  const server = basename(file, ".json")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .slice(0, 64);
  const entries = tools.flatMap((tool: unknown) => {
    if (!isJsonObject(tool) || typeof tool.name !== "string") {
      counts.unreadable += 1;
      return [];
    }
    const annotations = toolAnnotationsSchema.safeParse(tool.annotations ?? {});
    return [
      createToolEntry(server, {
        name: tool.name,
        ...(typeof tool.title === "string" ? { title: tool.title } : {}),
        description: typeof tool.description === "string" ? tool.description : "",
        inputSchema: tool.inputSchema as JsonSchema,
        ...(tool.outputSchema === undefined ? {} : { outputSchema: tool.outputSchema as JsonSchema }),
        annotations: annotations.success ? annotations.data : {},
      }),
    ];
  });
  codegen.setServer(server, entries);
  for (const entry of entries) {
    const before = performance.now();
    const { warnings, module } = await codegen.render(entry);
    slowest.push({ address: entry.address, ms: performance.now() - before });
    counts.warnings += warnings.length;
    counts.characters += module.length;
    for (const warning of warnings) console.log(`warning: ${warning}`);
    if (entry.outputSchema !== undefined) counts.withOutput += 1;
  }
  for (const entry of entries) {
    const before = performance.now();
    const problems = codegen.checkArguments(entry, {});
    checks.push(performance.now() - before);
    if (problems.length === 0 && needsArguments(entry.inputSchema)) {
      counts.unchecked += 1;
      console.log(`unchecked: ${entry.address}`);
    }
  }
  await codegen.writeServer({ name: server }, entries);
  counts.servers += 1;
  counts.tools += entries.length;
}
const convertedMs = performance.now() - startedMs;

writeFileSync(
  join(output, "tsconfig.json"),
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
    include: ["**/*.ts"],
  }),
);
const root = fileURLToPath(new URL("../..", import.meta.url));
const checkedMs = performance.now();
const check = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", output], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const errors = check.stdout.split("\n").filter((line) => line.includes("error TS"));
for (const line of errors.slice(0, 40)) console.log(line);
if (check.status !== 0 && errors.length === 0) console.log(check.stdout + check.stderr);

slowest.sort((a, b) => a.ms - b.ms);
checks.sort((a, b) => a - b);
const checksMs = checks.reduce((sum, ms) => sum + ms, 0);
const at = (share: number): string => (slowest[Math.floor((slowest.length - 1) * share)]?.ms ?? 0).toFixed(2);
console.table({
  ...counts,
  "type errors": errors.length,
  "convert and write, ms": Math.round(convertedMs - checksMs),
  "first check of all, ms": Math.round(checksMs),
  "render p50 / p95 / max, ms": `${at(0.5)} / ${at(0.95)} / ${at(1)}`,
  "first check p50 / max, ms": `${(checks[checks.length >> 1] ?? 0).toFixed(2)} / ${(checks.at(-1) ?? 0).toFixed(2)}`,
  slowest: slowest.at(-1)?.address ?? "",
  "tsc --strict, ms": Math.round(performance.now() - checkedMs),
});
if (given === undefined) rmSync(output, { recursive: true, force: true });
process.exit(check.status === 0 && counts.unreadable === 0 ? 0 : 1);

/** Whether a call without arguments must be refused. */
function needsArguments(schema: JsonSchema): boolean {
  if (typeof schema !== "object" || !Array.isArray(schema.required)) return false;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return schema.required.some((name: unknown) => {
    const property = typeof name === "string" ? properties[name] : undefined;
    return typeof name === "string" && !(isJsonObject(property) && "default" in property);
  });
}
