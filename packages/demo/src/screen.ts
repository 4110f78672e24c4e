import { stripVTControlCharacters, styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const isColoured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const WIDTH = Math.min(process.stdout.columns ?? 100, 110);

export function paint(style: Style, text: string): string {
  return isColoured ? styleText(style, text, { validateStream: false }) : text;
}

export function say(text = ""): void {
  process.stdout.write(`${text}\n`);
}

let step = 0;

export function heading(title: string): void {
  step += 1;
  const label = ` ${step} · ${title} `;
  say();
  say(paint(["cyan", "bold"], `──${label}${"─".repeat(Math.max(3, WIDTH - label.length - 2))}`));
}

export function line(text: string): void {
  say(`  ${text}`);
}

export function code(source: string): void {
  for (const row of source.trim().split("\n")) line(paint("dim", `│ ${row}`));
}

export function good(text: string): void {
  line(`${paint("green", "✔")} ${text}`);
}

export function refused(text: string): void {
  line(`${paint("yellow", "✋")} ${text}`);
}

/** Two columns, the left one as wide as asked. */
export function beside(left: readonly string[], right: readonly string[], leftWidth: number): void {
  for (let row = 0; row < Math.max(left.length, right.length); row++) {
    const cell = fitTo(left[row] ?? "", leftWidth);
    line(`${cell}  ${fitTo(right[row] ?? "", WIDTH - leftWidth - 4).trimEnd()}`);
  }
}

export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? "")))) ?? [];
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell, column) => {
      const gap = " ".repeat((widths[column] ?? 0) - widthOf(cell));
      return column === 0 ? cell + gap : gap + cell;
    });
    line(cells.join("   "));
    if (index === 0) line(paint("dim", widths.map((width) => "─".repeat(width)).join("   ")));
  }
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

function fitTo(text: string, width: number): string {
  const plain = [...text];
  if (widthOf(text) > width) return `${plain.slice(0, width - 1).join("")}…`;
  return text + " ".repeat(width - widthOf(text));
}
