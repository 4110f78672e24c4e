import type { Json, PiiOrigin, PiiType, Policy } from "@sluice/contracts";
import { parseEmbedded } from "./exit/embedded-json.ts";
import { createPolicyView, type PolicyView } from "./exit/view.ts";
import { Washer } from "./exit/washer.ts";
import { isTyped, type LeafVerdict, mapClassified, readingOf } from "./structure/classify-value.ts";
import type { PinLookup } from "./structure/pins.ts";
import { SchemaCursor } from "./structure/schema-hints.ts";
import { type FindOptions, findPii } from "./text/find-pii.ts";
import { escapeForeign } from "./tokens/escape-foreign.ts";
import { findTokenLike } from "./tokens/token-like.ts";
import type { Vault } from "./vault/vault.ts";

const identifier = /^[A-Za-z_$][\w$-]{0,63}$/;
const MAX_EMBEDDED_DEPTH = 4;

/** The entrance: personal data of a server's result is entered in the vault with its origin. */
export class Ingester {
  readonly #vault: Vault;
  readonly #view: PolicyView;
  readonly #pinsOf: (origin: PiiOrigin) => PinLookup;
  readonly #sealed: PolicyView | undefined;

  constructor(vault: Vault, policy: Policy["pii"], view: PolicyView, pinsOf: (origin: PiiOrigin) => PinLookup) {
    this.#vault = vault;
    this.#view = view;
    this.#pinsOf = pinsOf;
    // Sealed code gets tokens whatever the exit does: a masked value could never be resolved at dispatch.
    this.#sealed = policy.sealed
      ? createPolicyView({ ...policy, modes: toTokenizing(policy.modes), encoded: "replace" }, view.detectors)
      : undefined;
  }

  ingest(value: Json, origin: PiiOrigin): Json {
    const escaped = this.#enter(value, origin, this.#pinsOf(origin), SchemaCursor.open(origin.schema), 0);
    return this.#sealed === undefined ? escaped : new Washer(this.#vault, this.#sealed).wash(escaped).value;
  }

  #enter(value: Json, origin: PiiOrigin, pins: PinLookup, schema: SchemaCursor | undefined, embedded: number): Json {
    return mapClassified(
      value,
      { pins, schema },
      {
        leaf: (leaf, path, verdict) => {
          this.#leaf(leaf, path, verdict, origin, pins, embedded);
          return typeof leaf === "string" ? escapeForeign(leaf) : leaf;
        },
        key: (key) => this.#key(key, origin),
      },
    );
  }

  #leaf(
    value: string | number,
    path: string,
    verdict: LeafVerdict,
    origin: PiiOrigin,
    pins: PinLookup,
    embedded: number,
  ): void {
    if (verdict === "public") this.#vault.addPublic(value);
    else if (isTyped(verdict)) this.#intern(verdict, value, origin);
    if (verdict === "public" || isTyped(verdict) || typeof value === "number" || value.length < 5) return;
    const json = embedded < MAX_EMBEDDED_DEPTH ? parseEmbedded(value) : undefined;
    if (json === undefined) {
      this.#text(value, origin, this.#view.readings[readingOf(verdict)]);
      return;
    }
    // Pins and fields go on inside: a text block that holds JSON is the result itself.
    const inner: PinLookup = (below) => pins(path === "" ? below : `${path}.${below}`);
    this.#enter(json.value, origin, inner, undefined, embedded + 1);
  }

  #text(text: string, origin: PiiOrigin, options: FindOptions): void {
    for (const { type, start, end } of findPii(text, options)) this.#intern(type, text.slice(start, end), origin);
  }

  #intern(type: PiiType, value: string | number, origin: PiiOrigin): void {
    if (this.#view.isActive(type)) this.#vault.intern(type, value, origin.server);
  }

  #key(key: string, origin: PiiOrigin): string {
    if (!identifier.test(key)) this.#text(key, origin, this.#view);
    const alike = findTokenLike(key);
    if (alike.length === 0) return key;
    // A column named ADDRESS_1 keeps its name; the bare spelling is then no token in this session.
    if (alike.every((found) => found.isBare)) {
      for (const { id } of alike) this.#vault.addForeignName(id);
      return key;
    }
    return escapeForeign(key);
  }
}

function toTokenizing(modes: Policy["pii"]["modes"]): Policy["pii"]["modes"] {
  return Object.fromEntries(
    Object.entries(modes).map(([type, mode]) => [type, mode === "allow" ? "allow" : "tokenize"]),
  );
}
