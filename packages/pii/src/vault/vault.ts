import { EngineError, type PiiType, type SessionKey, type VaultRow, type VaultStore } from "@sluice/contracts";
import { ValueIndex } from "../exit/value-index.ts";
import { parseTokenNumber, toTokenId } from "../tokens/token-format.ts";
import { toPatterns } from "./value-patterns.ts";

export interface VaultEntry {
  readonly token: string;
  readonly type: PiiType;
  readonly value: string | number;
  readonly origins: ReadonlySet<string>;
  /** False for values such as the name `May`, which mean something else as often as not. */
  readonly isDistinctive: boolean;
}

/** What a hit in text means: a value of the vault, or a part of one that gets a token of its own. */
export type VaultPattern =
  | { readonly kind: "value"; readonly entry: VaultEntry }
  | { readonly kind: "part"; readonly entry: VaultEntry };

interface Row extends VaultEntry {
  readonly origins: Set<string>;
  isDistinctive: boolean;
}

/** A session that holds more was flooded; nothing more is let in. */
const MAX_VALUES = 1_000_000;
const MAX_PUBLIC = 100_000;
const MAX_FOREIGN_NAMES = 10_000;

/** Token ↔ value of one session, in memory; one instance serves all runs of the session at once. */
export class Vault {
  readonly session: SessionKey;
  readonly index: ValueIndex<VaultPattern> = new ValueIndex();
  /** Exact values that an admin pinned public. */
  readonly #publicValues = new Set<string>();
  readonly #foreignNames = new Set<string>();
  readonly #rows = new Map<string, Row>();
  readonly #byValue = new Map<string | number, Row>();
  readonly #numbers = new Map<PiiType, number>();
  readonly #store: VaultStore;
  #dirty = new Set<Row>();
  #writing: Promise<void> = Promise.resolve();
  #isErased = false;

  private constructor(session: SessionKey, store: VaultStore) {
    this.session = session;
    this.#store = store;
  }

  static async open(session: SessionKey, store: VaultStore): Promise<Vault> {
    const vault = new Vault(session, store);
    for (const row of await store.read(session)) vault.#load(row);
    return vault;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The entry of a value, made where it is new. The first type a value came with stays. */
  intern(type: PiiType, value: string | number, server?: string): VaultEntry {
    const known = this.#byValue.get(value);
    if (known !== undefined) {
      if (server !== undefined && !known.origins.has(server)) {
        known.origins.add(server);
        this.#dirty.add(known);
      }
      return known;
    }
    if (this.#rows.size >= MAX_VALUES) {
      throw new EngineError(
        "limit_exceeded",
        `Cannot protect more personal data: the session holds ${MAX_VALUES} values, start a new session`,
      );
    }
    const number = (this.#numbers.get(type) ?? 0) + 1;
    const row: Row = {
      token: toTokenId(type, number),
      type,
      value,
      origins: new Set(server === undefined ? [] : [server]),
      isDistinctive: false,
    };
    this.#enter(row, number);
    this.#dirty.add(row);
    return row;
  }

  byToken(token: string): VaultEntry | undefined {
    return this.#rows.get(token);
  }

  byValue(value: string | number): VaultEntry | undefined {
    return this.#byValue.get(value);
  }

  tokens(): readonly string[] {
    return [...this.#rows.keys()];
  }

  addPublic(value: string | number): void {
    if (this.#publicValues.size < MAX_PUBLIC) this.#publicValues.add(String(value));
  }

  isPublic(value: string | number): boolean {
    return this.#publicValues.size > 0 && this.#publicValues.has(String(value));
  }

  /** A field name that reads like a bare token; from now on that spelling means the field. */
  addForeignName(id: string): void {
    if (this.#foreignNames.size < MAX_FOREIGN_NAMES) this.#foreignNames.add(id);
  }

  isForeignName(id: string): boolean {
    return this.#foreignNames.has(id);
  }

  /** Writes what is new; what fails to be written is tried again with the next flush. */
  flush(): Promise<void> {
    const next = this.#writing.then(() => this.#write());
    this.#writing = next.catch(() => {});
    return next;
  }

  /** Tells the store that the session is in use, though nothing is new. */
  touch(): Promise<void> {
    const [first] = this.#rows.values();
    if (first !== undefined) this.#dirty.add(first);
    return this.flush();
  }

  /** Forgets everything, here and in the store; entries that are still on their way are not written any more. */
  async erase(): Promise<void> {
    this.#isErased = true;
    this.index.clear();
    this.#rows.clear();
    this.#byValue.clear();
    this.#dirty.clear();
    this.#publicValues.clear();
    this.#foreignNames.clear();
    const next = this.#writing.then(() => this.#store.erase(this.session));
    this.#writing = next.catch(() => {});
    await next;
  }

  async #write(): Promise<void> {
    if (this.#isErased || this.#dirty.size === 0) return;
    const rows = this.#dirty;
    this.#dirty = new Set();
    try {
      await this.#store.write(this.session, [...rows].map(toVaultRow));
    } catch (error) {
      for (const row of rows) this.#dirty.add(row);
      throw error;
    }
  }

  #load(stored: VaultRow): void {
    const number = parseTokenNumber(stored.token);
    if (number === undefined || this.#rows.has(stored.token) || this.#byValue.has(stored.value)) return;
    const { token, type, value } = stored;
    this.#enter({ token, type, value, origins: new Set(stored.origins), isDistinctive: false }, number);
  }

  #enter(row: Row, number: number): void {
    this.#numbers.set(row.type, Math.max(number, this.#numbers.get(row.type) ?? 0));
    this.#rows.set(row.token, row);
    this.#byValue.set(row.value, row);
    const patterns = toPatterns(row.type, row.value);
    row.isDistinctive = patterns.length > 0;
    for (const { text, boundary, isPart, isDerived } of patterns) {
      this.index.add(text, boundary, { kind: isPart ? "part" : "value", entry: row }, isDerived);
    }
  }
}

function toVaultRow(row: Row): VaultRow {
  return { token: row.token, type: row.type, value: row.value, origins: [...row.origins] };
}
