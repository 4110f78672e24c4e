import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { readToolTexts, type ToolText } from "./training/read-tool-texts.ts";
import { listTarFiles } from "./training/tar-files.ts";

const usage = `Collects names and descriptions of tools from MCP servers on npm, for train-vectors.ts.
  --names <file>   JSON array of package names, such as names.json of all-the-package-names
  --out <folder>   gets tools.jsonl, and queries.jsonl with descriptions of tools that have the same name elsewhere
  [--parallel 24]`;

const { values } = parseArgs({
  options: {
    names: { type: "string" },
    out: { type: "string" },
    parallel: { type: "string", default: "24" },
  },
});
if (values.names === undefined || values.out === undefined) {
  console.error(usage);
  process.exit(2);
}

const permissive = /^(?:MIT|Apache-2\.0|BSD-[23]-Clause|ISC|0BSD|CC0-1\.0|Unlicense)$/iu;
const MAX_PACKAGE_BYTES = 900_000;
const MAX_FILE_BYTES = 800_000;
const MAX_TOOLS_OF_ONE = 40;
/** Of tools with one name; more of them would make that name's purpose weigh too much. */
const MAX_PAIRS_OF_NAME = 12;
/** Tools of these names have nothing in common but the name. */
const vagueNames = new Set(
  "search get list query fetch status create update delete execute run read help ask chat".split(" "),
);

const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim().replace(/\/$/u, "");
const names = (JSON.parse(readFileSync(values.names, "utf8")) as string[])
  .filter((name) => /(?:^|[-_/.@])mcp(?:[-_/.]|$)/iu.test(name) && !/darwin|linux|win32|windows/u.test(name))
  .sort();

const found = new Map<string, readonly ToolText[]>();
let at = 0;
async function work(): Promise<void> {
  while (at < names.length) {
    const name = names[at++] as string;
    const tools = await readPackage(name).catch(() => []);
    if (tools.length > 1) found.set(name, tools);
    if (at % 2000 === 0) console.log(`${at} of ${names.length} packages, ${found.size} with tools`);
  }
}
await Promise.all(Array.from({ length: Number(values.parallel) }, work));

const tools = keepDistinct();
const pairs = pairByName(tools);
mkdirSync(values.out, { recursive: true });
writeRows("tools.jsonl", tools);
writeRows("queries.jsonl", pairs);
console.log(`${tools.length} tools of ${found.size} packages, ${pairs.length} pairs: ${values.out}`);

async function readPackage(name: string): Promise<readonly ToolText[]> {
  const answer = await fetch(`${registry}/${name.replace("/", "%2f")}/latest`, { signal: AbortSignal.timeout(15_000) });
  const { license, dist } = (await answer.json()) as { license?: unknown; dist?: { tarball: string } };
  if (dist === undefined || !permissive.test(String(license))) return [];
  const packed = await fetch(dist.tarball, { signal: AbortSignal.timeout(20_000) });
  if (Number(packed.headers.get("content-length") ?? 0) > MAX_PACKAGE_BYTES) {
    await packed.body?.cancel();
    return [];
  }
  const files = listTarFiles(gunzipSync(Buffer.from(await packed.arrayBuffer()))).filter(
    ({ path, bytes }) =>
      /\.(?:m?js|cjs|ts)$/u.test(path) &&
      !/\.d\.ts$|test|node_modules|\.min\.js$/u.test(path) &&
      bytes.length < MAX_FILE_BYTES,
  );
  return readToolTexts(files.map(({ bytes }) => bytes.toString("utf8")));
}

interface ToolRow {
  readonly id: string;
  readonly server: string;
  readonly name: string;
  readonly description: string;
}

/** Many packages are copies of one another. */
function keepDistinct(): readonly ToolRow[] {
  const seen = new Set<string>();
  return [...found].sort(byName).flatMap(([server, tools]) =>
    tools
      .filter(({ description }) => {
        const key = description.toLowerCase().replace(/\W+/gu, " ").slice(0, 120);
        return !seen.has(key) && seen.add(key);
      })
      .slice(0, MAX_TOOLS_OF_ONE)
      .map(({ name, description }) => ({ id: `${server}.${name}`, server, name, description })),
  );
}

/** What one author says of a tool, as a question for the tool of the same name of another. */
function pairByName(tools: readonly ToolRow[]): readonly { query: string; relevant: readonly string[] }[] {
  const sameName = Map.groupBy(tools, ({ name }) =>
    name
      .replace(/([a-z])([A-Z])/gu, "$1 $2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, " "),
  );
  return [...sameName].sort(byName).flatMap(([name, rows]) => {
    if (rows.length < 2 || vagueNames.has(name)) return [];
    const some = rows.slice(0, MAX_PAIRS_OF_NAME);
    return some.map(({ description }, index) => ({
      query: (description.split(". ")[0] ?? "").slice(0, 250),
      relevant: [(some[(index + 1) % some.length] as ToolRow).id],
    }));
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function writeRows(file: string, rows: readonly object[]): void {
  writeFileSync(join(values.out as string, file), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
