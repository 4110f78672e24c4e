import { actionVerbs } from "./action-verbs.ts";
import { cleanQuery, sentencePattern } from "./clean-query.ts";
import { splitWords } from "./split-words.ts";
import { stopWords } from "./stop-words.ts";

export interface QueryWord {
  readonly word: string;
  /** 1 for a word that stands once, a little more for a repeated one, less for what is data. */
  readonly weight: number;
}

const maxQueryWords = 96;
const maxClauses = 12;
/** Quoted words are mostly the data of a request, not the request; so are numbers. */
const quoteWeight = 0.4;
const numberWeight = 0.3;
const impliedWeight = 0.5;
/** In "news about whales" the whales are data too. */
const topicWeight = 0.5;
const topicPattern =
  /(?<=\b(?:information|info|news|articles?|facts|posts|stories)\s+)(?:about|on|regarding|concerning)\s+/giu;

const quotePattern =
  /"([^"\n]{1,400})"|(?<=^|[\s(])'([^'\n]{1,400})'(?=$|[\s,.;:!?)])|`([^`\n]{1,400})`|[“„]([^”“]{1,400})[”“]|<([^<>\n]{1,80})>/gu;
const jointPattern = /,\s+|\s+(?=(?:and|then|also|finally|und|dann|и|затем|потом)\s)/iu;
const joiners = /^(?:(?:and|then|also|finally|please|to|next|und|dann|и|затем|потом)[\s,]+)*/iu;

/** The clauses of a query, each with the words that can match a tool: no stop-words, no addresses, no paths. */
export function parseQuery(query: string): QueryWord[][] {
  const { text, implied, fileSteps } = cleanQuery(query);
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
  const addText = (text: string, weight: number): void => {
    for (const word of splitWords(text, 4 * maxQueryWords)) {
      if (!stopWords.has(word)) add(word, /^\p{N}+$/u.test(word) ? Math.min(weight, numberWeight) : weight);
    }
  };
  for (const part of parts) {
    const weight = part.isQuote ? quoteWeight : 1;
    const pieces = part.isQuote ? [part.text] : splitSteps(part.text);
    const isOneRequest = parts.length === 1 && pieces.length === 1;
    for (const [at, piece] of pieces.entries()) {
      // A clause of one word is no step of its own.
      if (at > 0 && current.size > 1 && clauses.length < maxClauses - 1) close();
      const topicAt = isOneRequest ? piece.search(topicPattern) : -1;
      addText(topicAt < 0 ? piece : piece.slice(0, topicAt), weight);
      if (topicAt >= 0) addText(piece.slice(topicAt), topicWeight);
    }
  }
  for (const word of implied) add(word, impliedWeight);
  close();
  const joined = joinShort(clauses);
  for (const step of fileSteps) {
    const isSaid = joined.some((clause) => step.every((word) => clause.some((own) => own.word === word)));
    if (!isSaid) joined.push(step.map((word) => ({ word, weight: 1 })));
  }
  return joined;
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
  return steps.filter((step) => step.trim() !== "");
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
