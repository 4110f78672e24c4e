import type { PiiType } from "@sluice/contracts";

/** What one pass over a text tells about it; a detector that cannot find anything is not run. */
export interface TextTraits {
  readonly digits: number;
  readonly colons: number;
  readonly capitals: number;
  readonly hasAt: boolean;
  readonly hasDot: boolean;
  readonly hasSpace: boolean;
  readonly hasLines: boolean;
  readonly hasCyrillic: boolean;
  readonly hasLatin: boolean;
  readonly hasSlashes: boolean;
  readonly hasEquals: boolean;
  readonly hasTags: boolean;
  readonly dashes: number;
  /** The text in lower case, made when first asked for. */
  readonly lower: string;
}

export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly type: PiiType;
  /** 0 to 1; at most `shape` by form alone, `context` with a word that says so, `checked` with a check digit. */
  readonly score: number;
}

/** Findings below this are dropped. */
export const ACCEPTED = 0.5;

/** One kind of personal datum in free text. Also where a model plugs in: `find` is called with whole strings. */
export interface Detector {
  readonly name: string;
  readonly types: readonly PiiType[];
  /** Cheap: decides from the traits whether `find` is worth calling. */
  wants(traits: TextTraits): boolean;
  /** Linear in the text; never throws. */
  find(text: string, traits: TextTraits): readonly Finding[];
}

export function readTraits(text: string): TextTraits {
  let digits = 0;
  let colons = 0;
  let dashes = 0;
  let capitals = 0;
  let hasAt = false;
  let hasDot = false;
  let hasSpace = false;
  let hasLines = false;
  let hasCyrillic = false;
  let hasLatin = false;
  let hasSlashes = false;
  let hasEquals = false;
  let hasTags = false;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if (code >= 97 && code <= 122) hasLatin = true;
      else if (code >= 48 && code <= 57) digits++;
      else if (code >= 65 && code <= 90) {
        capitals++;
        hasLatin = true;
      } else if (code === 32) hasSpace = true;
      else if (code === 10) {
        hasSpace = true;
        hasLines = true;
      } else if (code === 64) hasAt = true;
      else if (code === 58) colons++;
      else if (code === 61) hasEquals = true;
      else if (code === 46) hasDot = true;
      else if (code === 45) dashes++;
      else if (code === 47 && before === 47) hasSlashes = true;
      else if (code === 47 && before === 60) hasTags = true;
    } else if (code >= 0x400 && code <= 0x4ff) {
      hasCyrillic = true;
      if (code < 0x430) capitals++;
    } else if (code >= 0xc0 && code <= 0x24f) {
      hasLatin = true;
      capitals++;
    }
    before = code;
  }
  let lower: string | undefined;
  return {
    digits,
    colons,
    dashes,
    capitals,
    hasAt,
    hasDot,
    hasSpace,
    hasLines,
    hasCyrillic,
    hasLatin,
    hasSlashes,
    hasEquals,
    hasTags,
    get lower() {
      lower ??= text.toLowerCase();
      return lower;
    },
  };
}
