import type { Diagnostic } from "@sluice/contracts";

const MAX_SNIPPET = 200;

/** Positions in one source: offsets are UTF-16 units from 0, lines and columns count from 1. */
export class SourceText {
  readonly text: string;
  readonly file: string | undefined;
  #lineStarts: number[] | undefined;

  constructor(text: string, file?: string) {
    this.text = text;
    this.file = file;
  }

  positionAt(offset: number): { readonly line: number; readonly column: number } {
    const starts = this.#starts();
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  }

  /** The line itself, without its end; long ones are cut. */
  lineAt(line: number): string {
    const starts = this.#starts();
    const start = starts[line - 1];
    if (start === undefined) return "";
    const end = starts[line] ?? this.text.length + 1;
    const whole = this.text.slice(start, Math.min(end - 1, start + MAX_SNIPPET + 1)).replace(/\r$/, "");
    return whole.length > MAX_SNIPPET ? `${whole.slice(0, MAX_SNIPPET)}…` : whole;
  }

  #starts(): number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

export interface Problem {
  readonly rule: string;
  readonly message: string;
  readonly advice?: string;
  /** Offset in the source it is about. */
  readonly start: number;
  readonly severity?: "error" | "warning";
}

/** `withSnippet` is false where the line itself is what should not be repeated. */
export function toDiagnostic(source: SourceText, problem: Problem, withSnippet = true): Diagnostic {
  const { line, column } = source.positionAt(problem.start);
  return {
    rule: problem.rule,
    severity: problem.severity ?? "error",
    message: problem.message,
    line,
    column,
    ...(source.file === undefined ? {} : { file: source.file }),
    ...(withSnippet ? { snippet: source.lineAt(line) } : {}),
    ...(problem.advice === undefined ? {} : { advice: problem.advice }),
  };
}
