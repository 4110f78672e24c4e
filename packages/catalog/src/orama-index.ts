import {
  type AnyIndexStore,
  type AnyOrama,
  create,
  type IIndex,
  insert,
  remove,
  search,
  type Tokenizer,
  type TokenScore,
} from "@orama/orama";
import { splitWords } from "./split-words.ts";
import { stopWords } from "./stop-words.ts";
import { TermIndex } from "./term-index.ts";
import { type FieldName, fieldNames, type ToolDocument } from "./tool-document.ts";
import { toWordForms } from "./word-forms.ts";

/** Scores the slots that match; called by Orama with what the index holds. */
export type Ranker = (index: TermIndex) => TokenScore[];

interface TermStore extends AnyIndexStore {
  terms: TermIndex;
}

const schema = Object.fromEntries(fieldNames.map((name) => [name, "string"])) as Record<FieldName, "string">;
const mostDeadTerms = 20_000;
const lastField = fieldNames[fieldNames.length - 1];

/**
 * Orama with our own tokenizer, index and document store. Orama keeps the schema, the documents and their ids
 * and drives insert, remove and search; terms, postings and scores are ours, because its stock index takes every
 * word as a prefix and sums BM25 field by field.
 */
export class OramaIndex {
  readonly #orama: AnyOrama;
  #ranker: Ranker = () => [];

  constructor(wordsPerField: number) {
    this.#orama = create({
      schema,
      sort: { enabled: false },
      components: {
        tokenizer: createTokenizer(wordsPerField),
        index: this.#createIndex(),
        documentsStore: createSlotStore(),
        getDocumentProperties: readProperties,
      },
    }) as AnyOrama;
  }

  get terms(): TermIndex {
    return (this.#orama.data.index as TermStore).terms;
  }

  insert(document: ToolDocument): void {
    // With synchronous components Orama answers synchronously.
    void insert(this.#orama, document);
  }

  remove(slot: number): void {
    void remove(this.#orama, String(slot));
    const store = this.#orama.data.index as TermStore;
    const { deadTerms, terms } = store.terms;
    if (deadTerms > mostDeadTerms && deadTerms > terms.length / 2) store.terms = store.terms.compact();
  }

  /** Best first. */
  search(term: string, limit: number, ranker: Ranker): { readonly slot: number; readonly score: number }[] {
    this.#ranker = ranker;
    const results = search(this.#orama, { term, limit }) as { hits: { id: string; score: number }[] };
    return results.hits.map((hit) => ({ slot: Number(hit.id), score: hit.score }));
  }

  /** Takes over a saved index; slots 1..slotLimit-1 keep their numbers. */
  restore(terms: TermIndex): void {
    const ids = Array.from({ length: Math.max(0, terms.slotLimit - 1) }, (_, at) => String(at + 1));
    this.#orama.internalDocumentIDStore.load(this.#orama, { internalIdToId: ids });
    (this.#orama.data.index as TermStore).terms = terms;
    const store = this.#orama.data.docs as unknown as SlotStore;
    store.slots = new Set(ids.map(Number).filter((slot) => terms.forward[slot] !== undefined));
  }

  #createIndex(): IIndex<TermStore> {
    return {
      create: () => ({ vectorIndexes: {}, terms: new TermIndex() }),
      insert: (_implementation, store, prop, _id, slot, value, _type, language, tokenizer) => {
        const tokens = tokenizer.tokenize(String(value), language, prop);
        store.terms.addField(slot, fieldNames.indexOf(prop as FieldName), tokens);
        if (prop === lastField) store.terms.seal(slot);
      },
      remove: (_implementation, store, prop, _id, slot) => prop !== lastField || store.terms.remove(slot),
      search: (store) => this.#ranker((store as TermStore).terms),
      searchByWhereClause: () => new Set(),
      getSearchableProperties: () => [...fieldNames],
      getSearchablePropertiesWithTypes: () => schema,
      load: <R>(_ids: unknown, raw: R) => raw as unknown as TermStore,
      save: <R>(store: TermStore) => store as unknown as R,
      insertDocumentScoreParameters: noop,
      insertTokenScoreParameters: noop,
      removeDocumentScoreParameters: noop,
      removeTokenScoreParameters: noop,
      calculateResultScores: noop,
    };
  }
}

function noop(): void {}

/** Each word becomes its stem and its marked surface form; nothing is a prefix of anything. */
function createTokenizer(wordsPerField: number): Tokenizer {
  return {
    language: "english",
    normalizationCache: new Map(),
    tokenize: (text) => {
      const tokens: string[] = [];
      for (const word of splitWords(text, wordsPerField * 3)) {
        if (stopWords.has(word)) continue;
        const forms = toWordForms(word);
        tokens.push(forms.stem, forms.surface);
        if (tokens.length >= wordsPerField * 2) break;
      }
      return tokens;
    },
  };
}

interface SlotStore {
  slots: Set<number>;
}

/** Documents are the catalog's own entries; Orama needs to know only which slots are taken. */
function createSlotStore() {
  return {
    create: () => ({ slots: new Set<number>(), docs: {} }),
    get: (store: SlotStore, slot: number | string) =>
      store.slots.has(Number(slot)) ? { id: String(slot) } : undefined,
    getMultiple: (store: SlotStore, slots: (number | string)[]) =>
      slots.map((slot) => (store.slots.has(Number(slot)) ? { id: String(slot) } : undefined)),
    getAll: () => ({}),
    store: (store: SlotStore, _id: unknown, slot: number) => {
      if (store.slots.has(slot)) return false;
      store.slots.add(slot);
      return true;
    },
    remove: (store: SlotStore, _id: unknown, slot: number) => store.slots.delete(slot),
    count: (store: SlotStore) => store.slots.size,
    load: <R>(_ids: unknown, raw: R) => raw,
    save: <R>(store: R) => store,
  };
}

/** On removal the text is not needed (the forward list has the terms), but Orama asks for every property. */
function readProperties(document: Record<string, unknown>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(document[name] ?? "")]));
}
