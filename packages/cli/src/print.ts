import { stripVTControlCharacters, styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: text for people, or one JSON value with --json. */
export interface Output {
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  /** The result: JSON with --json, else what `toText` makes of it. */
  result(value: unknown, toText: () => string): void;
  /** Running commentary for people; nothing with --json. */
  note(text: string): void;
  paint(style: Style, text: string): string;
  /** A spinner on a terminal once something takes longer than a second. */
  progress<T>(label: string, work: Promise<T>): Promise<T>;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const PROGRESS_AFTER_MS = 1_000;

export function createOutput(isJson: boolean): Output {
  const isTerminal = process.stderr.isTTY === true;
  const paint = (style: Style, text: string): string =>
    process.stdout.isTTY === true && process.env.NO_COLOR === undefined ? styleText(style, text) : text;
  return {
    isJson,
    isTerminal,
    paint,
    result: (value, toText) => void process.stdout.write(`${isJson ? JSON.stringify(value) : toText()}\n`),
    note: (text) => {
      if (!isJson) process.stderr.write(`${text}\n`);
    },
    async progress(label, work) {
      if (!isTerminal) return work;
      let frame = 0;
      let spinning: NodeJS.Timeout | undefined;
      const wait = setTimeout(() => {
        spinning = setInterval(() => process.stderr.write(`\r${FRAMES[frame++ % FRAMES.length]} ${label}`), 80);
      }, PROGRESS_AFTER_MS);
      try {
        return await work;
      } finally {
        clearTimeout(wait);
        clearInterval(spinning);
        if (spinning !== undefined) process.stderr.write(`\r${" ".repeat(label.length + 2)}\r`);
      }
    },
  };
}

/** Columns as wide as their widest cell; the last one is left as it is. */
export function printTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? "")))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Text from elsewhere on a terminal: control characters and direction marks show as escapes. */
export function printSafe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

export function printAge(iso: string, nowMs: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}
