import { splitWords } from "./split-words.ts";
import { stopWords } from "./stop-words.ts";

export interface QueryWord {
  readonly word: string;
  /** 1 for a word that stands once, a little more for a repeated one. */
  readonly weight: number;
}

const maxQueryLength = 4_000;
const maxQueryWords = 96;

/** Words of a query that can match a tool: no stop-words, no addresses, no paths. */
export function parseQuery(query: string): QueryWord[] {
  const counts = new Map<string, number>();
  for (const word of splitWords(cleanQuery(query), 4 * maxQueryWords)) {
    if (stopWords.has(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (counts.size >= maxQueryWords) break;
  }
  return [...counts].map(([word, count]) => ({ word, weight: 1 + 0.5 * Math.log(count) }));
}

/** What a query carries as data says little about the tool: addresses go, of a path the extension stays. */
export function cleanQuery(query: string): string {
  return query
    .slice(0, maxQueryLength)
    .replace(/\b(?:https?|ftp|s3|file):\/\/\S+/giu, " ")
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/gu, " ")
    .replace(/(?:^|(?<=[\s"'`(]))(?:~|\.{1,2}|[A-Za-z]:)?[/\\][^\s"'`)]*/gu, (path) => {
      const extension = /\.([A-Za-z][A-Za-z0-9]{0,5})$/u.exec(path)?.[1];
      return extension === undefined ? " " : ` ${extension} `;
    });
}
