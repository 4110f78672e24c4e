import { SourceMap } from "node:module";
import type MagicString from "magic-string";
import type { SourceMap as OxcMap } from "oxc-transform";
import { SourceText } from "./source-text.ts";

export interface Position {
  readonly line: number;
  readonly column: number;
}

const MAX_GLUE_CHARS = 40;

/** From a module's transformed code, over its edited text, back to the agent's own source. Decoded on first use. */
export class PositionMap {
  readonly #edited: MagicString;
  readonly #map: OxcMap | undefined;
  readonly #source: SourceText;
  #toEdited: SourceMap | undefined;
  #toWrapped: SourceMap | undefined;

  constructor(edited: MagicString, map: OxcMap | undefined, source: SourceText) {
    this.#edited = edited;
    this.#map = map;
    this.#source = source;
  }

  /** Position in the transformed code to one in the source; both from 1. Undefined for glue. */
  originOf(line: number, column: number): Position | undefined {
    if (this.#map === undefined) return undefined;
    this.#toEdited ??= new SourceMap({ ...this.#map, file: "" } as ConstructorParameters<typeof SourceMap>[0]);
    const entry = this.#toEdited.findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) return undefined;
    return this.#originOfEditedPosition(entry.originalLine, entry.originalColumn);
  }

  /** The same for an offset in the edited text. */
  originOfEdited(offset: number, editedText: string): Position | undefined {
    const { line, column } = new SourceText(editedText).positionAt(offset);
    return this.#originOfEditedPosition(line - 1, column - 1);
  }

  #originOfEditedPosition(line: number, column: number): Position | undefined {
    this.#toWrapped ??= new SourceMap({
      ...this.#edited.generateMap({ hires: true, source: "program" }),
      sourceRoot: "",
    } as ConstructorParameters<typeof SourceMap>[0]);
    const entry = this.#findOnLine(this.#toWrapped, line, column);
    // The wrapper is one line above the agent's first.
    if (!("originalLine" in entry) || entry.originalLine < 1) return undefined;
    const origin = { line: entry.originalLine, column: entry.originalColumn + 1 };
    return this.#source.lineAt(origin.line) === "" && origin.column > 1 ? undefined : origin;
  }

  /** A statement that begins with glue, such as the last expression's return, is where its own text begins. */
  #findOnLine(map: SourceMap, line: number, column: number): ReturnType<SourceMap["findEntry"]> {
    const first = map.findEntry(line, column);
    for (let ahead = 0; ahead <= MAX_GLUE_CHARS; ahead++) {
      const entry = ahead === 0 ? first : map.findEntry(line, column + ahead);
      if ("generatedLine" in entry && entry.generatedLine === line) return entry;
    }
    return first;
  }
}
