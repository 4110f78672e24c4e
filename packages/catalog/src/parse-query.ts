import { actionVerbs } from "./action-verbs.ts";
import { splitWords } from "./split-words.ts";
import { stopWords } from "./stop-words.ts";

export interface QueryWord {
  readonly word: string;
  /** 1 for a word that stands once, a little more for a repeated one, less for what is data. */
  readonly weight: number;
}

const maxQueryLength = 4_000;
const maxQueryWords = 96;
const maxClauses = 12;
/** Quoted words are mostly the data of a request, not the request; so are numbers. */
const quoteWeight = 0.4;
const numberWeight = 0.3;
const impliedWeight = 0.5;

const quotePattern =
  /"([^"\n]{1,400})"|(?<=^|[\s(])'([^'\n]{1,400})'(?=$|[\s,.;:!?)])|`([^`\n]{1,400})`|[“„]([^”“]{1,400})[”“]|<([^<>\n]{1,80})>/gu;
const sentencePattern = /[.!?;\n]+(?=\s|$)/u;
const jointPattern = /,\s+|\s+(?=(?:and|then|also|finally|und|dann|и|затем|потом)\s)/iu;
const joiners = /^(?:(?:and|then|also|finally|please|to|next|und|dann|и|затем|потом)[\s,]+)*/iu;

/** The clauses of a query, each with the words that can match a tool: no stop-words, no addresses, no paths. */
export function parseQuery(query: string): QueryWord[][] {
  const { text, implied } = cleanQuery(query);
  const parts = splitQuotes(text);
  const clauses: QueryWord[][] = [];
  let words = 0;
  let current = new Map<string, { count: number; weight: number }>();
  const close = (): void => {
    if (current.size > 0) {
      clauses.push(
        [...current].map(([word, { count, weight }]) => ({ word, weight: weight * (1 + 0.5 * Math.log(count)) })),
      );
    }
    current = new Map();
  };
  const add = (word: string, weight: number): void => {
    const known = current.get(word);
    if (known !== undefined) {
      known.count += 1;
      known.weight = Math.max(known.weight, weight);
    } else if (words < maxQueryWords) {
      words += 1;
      current.set(word, { count: 1, weight });
    }
  };
  for (const part of parts) {
    const pieces = part.isQuote ? [part.text] : splitSteps(part.text);
    for (const [at, piece] of pieces.entries()) {
      // A clause of one word is no step of its own.
      if (at > 0 && current.size > 1 && clauses.length < maxClauses - 1) close();
      for (const word of splitWords(piece, 4 * maxQueryWords)) {
        if (stopWords.has(word)) continue;
        const weight = part.isQuote ? quoteWeight : 1;
        add(word, /^\p{N}+$/u.test(word) ? Math.min(weight, numberWeight) : weight);
      }
    }
  }
  for (const word of implied) add(word, impliedWeight);
  close();
  return joinShort(clauses);
}

/** Sentences are steps; what a comma or an "and" joins is one if it begins with a verb, else it qualifies. */
function splitSteps(text: string): string[] {
  const steps: string[] = [];
  for (const sentence of text.split(sentencePattern)) {
    let current = "";
    for (const piece of sentence.split(jointPattern)) {
      const first = /^\p{L}+/u.exec(piece.replace(joiners, ""))?.[0]?.toLowerCase();
      if (current !== "" && first !== undefined && actionVerbs.has(first)) {
        steps.push(current);
        current = piece;
      } else current += ` ${piece}`;
    }
    steps.push(current);
  }
  return steps;
}

/** A clause of one word belongs to its neighbour. */
function joinShort(clauses: readonly QueryWord[][]): QueryWord[][] {
  const joined: QueryWord[][] = [];
  for (const clause of clauses) {
    const last = joined.at(-1);
    if (last !== undefined && (clause.length < 2 || last.length < 2))
      last.push(...clause.filter(({ word }) => !last.some((own) => own.word === word)));
    else joined.push([...clause]);
  }
  return joined;
}

/** Addresses and paths are data; that there is one says "web page" or "file", and the extension says which kind. */
function cleanQuery(query: string): { readonly text: string; readonly implied: readonly string[] } {
  const implied = new Set<string>();
  const text = query
    .slice(0, maxQueryLength)
    .replace(/\b(?:https?|ftp|s3|file):\/\/\S+/giu, () => {
      implied.add("url");
      return " ";
    })
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}/gu, () => {
      implied.add("email");
      return " ";
    })
    .replace(/(?:^|(?<=[\s"'`(]))(?:~|\.{1,2}|[A-Za-z]:)?[/\\][^\s"'`)]*/gu, (path) => {
      const extension = /\.([A-Za-z][A-Za-z0-9]{0,5})$/u.exec(path)?.[1];
      implied.add("file");
      return extension === undefined ? " " : ` ${extension} `;
    });
  return { text, implied: [...implied] };
}

interface QueryPart {
  readonly text: string;
  readonly isQuote: boolean;
}

function splitQuotes(query: string): QueryPart[] {
  const trimmed = query.trim();
  const parts: QueryPart[] = [];
  let end = 0;
  for (const match of trimmed.matchAll(quotePattern)) {
    // A query that is quoted as a whole is no quotation.
    if (match[0].length >= trimmed.length * 0.8) continue;
    parts.push({ text: trimmed.slice(end, match.index), isQuote: false }, { text: match[0], isQuote: true });
    end = match.index + match[0].length;
  }
  parts.push({ text: trimmed.slice(end), isQuote: false });
  return parts;
}
