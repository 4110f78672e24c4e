/** `npm run eval:pii -- <folder>`: how well personal data is found in JSON lines of `{ text, spans }`. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { piiTypes } from "@sluice/contracts";
import { defaultDetectors, detectInJson, findPii } from "@sluice/pii";
import { locateLeaves, type SourceLeaf } from "./pii-json-source.ts";
import { printFile } from "./pii-print.ts";
import { type EvalSpan, Score } from "./pii-score.ts";
import { toEvalType } from "./pii-types.ts";

interface Row {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[];
}

const options = { detectors: defaultDetectors, types: new Set(piiTypes) };

function predict(text: string): readonly EvalSpan[] {
  const leaves = locateLeaves(text);
  if (leaves === undefined) return findPii(text, options).map(({ start, end, type }) => ({ start, end, type }));
  const byPath = new Map<string, SourceLeaf>(leaves.leaves.map((leaf) => [leaf.path, leaf]));
  return detectInJson(leaves.value, options).flatMap(({ path, start, end, type }) => {
    const leaf = byPath.get(path);
    return leaf === undefined ? [] : [{ start: leaf.at(start), end: leaf.at(end), type }];
  });
}

const showMisses = process.argv.includes("--misses");
const folder = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
if (folder === undefined) {
  process.stderr.write("Cannot evaluate: no folder is given, name one that holds .jsonl files of { text, spans }\n");
  process.exit(2);
}

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .sort()) {
  const rows = readFileSync(join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Row);
  const score = new Score();
  // The second pass is measured: a gateway is warm, and small files would measure the compiler.
  const predictions = rows.map(({ text }) => predict(text));
  const started = process.cpuUsage();
  for (const { text } of rows) predict(text);
  const used = process.cpuUsage(started);
  rows.forEach(({ text, spans }, index) => {
    const gold = spans.map(({ start, end, type }) => ({ start, end, type: toEvalType(type), label: type }));
    score.add(text, gold, predictions[index] ?? [], showMisses);
  });
  const bytes = rows.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  printFile(basename(file, ".jsonl"), score, bytes, (used.user + used.system) / 1e6);
}
