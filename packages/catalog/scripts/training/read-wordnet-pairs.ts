import { readFileSync } from "node:fs";
import { join } from "node:path";
import { thin } from "./read-doc-pairs.ts";
import type { TextPair } from "./text-pair.ts";

/** WordNet's `dict` folder: the words of a sense beside its definition. */
export function readWordnetPairs(folder: string, limit: number): TextPair[] {
  const pairs: TextPair[] = [];
  for (const file of ["data.verb", "data.noun", "data.adj"]) {
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      const bar = line.indexOf("|");
      if (bar < 0 || line.startsWith("  ")) continue;
      const fields = line.slice(0, bar).split(" ");
      const count = Number.parseInt(fields[3] ?? "0", 16);
      const words = Array.from({ length: count }, (_, at) => (fields[4 + 2 * at] ?? "").replaceAll("_", " "));
      if (/^[A-Z]/u.test(words[0] ?? "")) continue;
      const gloss = line.slice(bar + 1).split('"')[0] as string;
      pairs.push({ left: words.join(" "), right: gloss.trim() });
    }
  }
  return thin(pairs, limit);
}
