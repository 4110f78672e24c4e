import type { Json, JsonObject, Washed } from "@sluice/contracts";
import { fromEntries } from "../map-json.ts";
import { maskValue } from "../mask.ts";
import { isTyped, type LeafVerdict, mapClassified, readingOf } from "../structure/classify-value.ts";
import { type FindOptions, findPii, type Reading } from "../text/find-pii.ts";
import { renderToken } from "../tokens/token-format.ts";
import type { Vault, VaultEntry, VaultPattern } from "../vault/vault.ts";
import { parseEmbedded } from "./embedded-json.ts";
import { findValues } from "./find-values.ts";
import { replaceSpans, type Span, settleSpans } from "./replace-spans.ts";
import { cutSpread, findFieldRuns, findSpread, findSpreadDigits, type SpreadHit } from "./spread-values.ts";
import { type PolicyView, WashTally } from "./view.ts";

interface Replacement {
  readonly entry: VaultEntry;
  readonly isEncoded: boolean;
}

const noPins = (): undefined => undefined;
/** Field names of programs; detectors for text do not apply to them. */
const identifier = /^[A-Za-z_$][\w$-]{0,63}$/;
/**
 * Runs of characters that nobody sees, whatever there is of them in Unicode; a few occur in emoji and scripts, more are a
 * hiding place. Tags are left to the search for values, which reads them.
 */
const hiddenRun = /(?:(?![\u{e0000}-\u{e007f}])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]){5,}/gu;
const MAX_EMBEDDED_DEPTH = 4;
/** Characters of a value that is looked for over the fields of an object. */
const MIN_IN_FIELDS = 9;

/** The one exit: what passes holds no protected value of the vault, and nothing that looks like personal data. */
export class Washer {
  readonly #vault: Vault;
  readonly #view: PolicyView;
  readonly #tally: WashTally;
  readonly #keys = new Map<string, string>();
  #embedded = 0;

  constructor(vault: Vault, view: PolicyView, tally: WashTally = new WashTally()) {
    this.#vault = vault;
    this.#view = view;
    this.#tally = tally;
  }

  /** Never throws for any JSON value. */
  wash<T extends Json>(value: T): Washed<T> {
    const washed = this.#value(value) as T;
    return { value: washed, replaced: this.#tally.replaced, blocked: this.#tally.blocked };
  }

  washText(text: string): Washed<string> {
    const washed = this.#leaf(text, undefined);
    return { value: String(washed), replaced: this.#tally.replaced, blocked: this.#tally.blocked };
  }

  #value(value: Json): Json {
    return mapClassified(
      value,
      { pins: noPins, schema: undefined },
      {
        leaf: (leaf, _path, verdict) => this.#leaf(leaf, verdict),
        key: (key) => this.#key(key),
        array: (values) => {
          const hits = this.#spread(values);
          return hits.length === 0 ? values : cutSpread(values, hits, (hit) => this.#renderSpread(hit), false);
        },
        object: (object) => this.#fields(object),
      },
    );
  }

  #spread(items: readonly Json[]): readonly SpreadHit<VaultPattern>[] {
    return this.#ownValues(findSpread(items, this.#vault.index));
  }

  #ownValues(hits: readonly SpreadHit<VaultPattern>[]): readonly SpreadHit<VaultPattern>[] {
    return hits.filter(({ payload }) => payload.kind === "value" && this.#view.isActive(payload.entry.type));
  }

  /** Values of which each field holds a piece. Numbers side by side make short values by chance, so these are left. */
  #fields(object: JsonObject): JsonObject {
    let entries: [string, Json][] | undefined;
    for (const { first, values, areDigits } of findFieldRuns(object)) {
      const found = areDigits ? findSpreadDigits(values, this.#vault.index) : findSpread(values, this.#vault.index);
      const hits = this.#ownValues(found).filter(({ payload }) => String(payload.entry.value).length >= MIN_IN_FIELDS);
      if (hits.length === 0) continue;
      entries ??= Object.entries(object);
      const cut = cutSpread(values, hits, (hit) => this.#renderSpread(hit), true);
      for (const [at, value] of cut.entries()) (entries[first + at] as [string, Json])[1] = value;
    }
    return entries === undefined ? object : fromEntries(entries);
  }

  #renderSpread(hit: SpreadHit<VaultPattern>): string {
    return this.#render({ entry: hit.payload.entry, isEncoded: hit.isEncoded });
  }

  #leaf(value: string | number, verdict: LeafVerdict): Json {
    const known = this.#vault.byValue(value);
    if (known !== undefined && this.#view.isActive(known.type)) return this.#render({ entry: known, isEncoded: false });
    if (isTyped(verdict) && this.#view.isActive(verdict) && !this.#vault.isPublic(value)) {
      const text = String(value);
      // Already a token, or a masked value of a sealed run.
      if (!/^\[[A-Z_]+_\d+\]$/.test(text))
        return this.#render({ entry: this.#vault.intern(verdict, value), isEncoded: false });
    }
    if (typeof value === "number") return this.#number(value);
    return this.#text(value, readingOf(verdict));
  }

  #number(value: number): Json {
    if (!Number.isSafeInteger(value) || Math.abs(value) < 100_000) return value;
    const text = String(Math.abs(value));
    const hit = this.#vault.index.find(text).find(({ payload }) => this.#view.isActive(payload.entry.type));
    return hit === undefined ? value : this.#render({ entry: hit.payload.entry, isEncoded: false });
  }

  #key(key: string): string {
    let washed = this.#keys.get(key);
    if (washed === undefined) {
      const known = this.#vault.byValue(key);
      const isKnown = known !== undefined && this.#view.isActive(known.type);
      washed = isKnown
        ? this.#render({ entry: known, isEncoded: false })
        : this.#spans(this.#visible(key), identifier.test(key) ? undefined : this.#view);
      this.#keys.set(key, washed);
    }
    return washed;
  }

  #text(text: string, reading: Reading): string {
    if (text.length < 3) return text;
    if (this.#embedded < MAX_EMBEDDED_DEPTH) {
      const embedded = parseEmbedded(text);
      if (embedded !== undefined) {
        this.#embedded++;
        const washed = this.#value(embedded.value);
        this.#embedded--;
        return washed === embedded.value ? text : embedded.render(washed);
      }
    }
    return this.#spans(this.#visible(text), this.#view.readings[reading]);
  }

  /** Without what nobody sees, after what is written in it was looked at. */
  #visible(text: string): string {
    return text.search(hiddenRun) < 0 ? text : this.#spans(text, undefined).replace(hiddenRun, "");
  }

  #spans(text: string, options: FindOptions | undefined): string {
    const spans: Span<Replacement>[] = [];
    for (const hit of findValues(text, this.#vault.index)) {
      const { kind, entry } = hit.payload;
      if (!this.#view.isActive(entry.type)) continue;
      const own =
        kind === "value" || hit.isEncoded ? entry : this.#vault.intern(entry.type, text.slice(hit.start, hit.end));
      spans.push({
        start: hit.start,
        end: hit.end,
        rank: kind === "value" ? 2 : 1,
        payload: { entry: own, isEncoded: hit.isEncoded },
      });
    }
    if (options !== undefined) {
      const isCovered = createCover(spans);
      for (const finding of findPii(text, options)) {
        const found = text.slice(finding.start, finding.end);
        if (this.#vault.isPublic(found)) continue;
        if (!isCovered(finding.start, finding.end))
          spans.push({
            start: finding.start,
            end: finding.end,
            rank: 0,
            payload: { entry: this.#vault.intern(finding.type, found), isEncoded: false },
          });
      }
    }
    if (spans.length === 0) return text;
    return replaceSpans(text, settleSpans(spans), (span) => this.#render(span.payload));
  }

  #render({ entry, isEncoded }: Replacement): string {
    this.#tally.add(entry, this.#view, isEncoded);
    return this.#view.modeOf(entry.type) === "mask" ? maskValue(entry.type, entry.value) : renderToken(entry.token);
  }
}

/** Whether one of the spans holds a stretch; asked with rising starts, so that all answers together are linear. */
function createCover(spans: readonly Span<unknown>[]): (start: number, end: number) => boolean {
  const sorted = spans.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start);
  let next = 0;
  let reached = 0;
  return (start, end) => {
    for (; next < sorted.length && (sorted[next]?.start ?? 0) <= start; next++)
      reached = Math.max(reached, sorted[next]?.end ?? 0);
    return reached >= end;
  };
}
