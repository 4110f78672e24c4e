import { stripVTControlCharacters, styleText } from "node:util";
import { type Goal, gapOf, isMet, type Section, type Table } from "./section.ts";
import { toFigure } from "./statistics.ts";

export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** What goes on, on one line that the next one replaces; nothing where nobody looks. */
export function showProgress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${styleText("dim", text)}`);
}

function clearProgress(): void {
  showProgress("");
}

export function printSection(section: Section): void {
  clearProgress();
  say();
  say(styleText("bold", section.title));
  say(styleText("dim", section.lead));
  for (const table of section.tables) {
    say();
    if (table.caption !== undefined) say(table.caption);
    printTable(table);
  }
  if (section.goals.length > 0) {
    say();
    for (const goal of section.goals) say(printGoal(goal));
  }
  for (const note of section.notes) say(styleText("dim", `  ${note}`));
}

function printGoal(goal: Goal): string {
  const mark = isMet(goal) ? styleText("green", "✓") : styleText("red", "✗");
  const limit = `${goal.is} ${toFigure(goal.limit)} ${goal.unit}${goal.than === undefined ? "" : ` (${goal.than})`}`;
  const measured = `${toFigure(goal.measured)} ${goal.unit}`;
  return `  ${mark} ${goal.what}: ${measured}, ${limit}${isMet(goal) ? "" : styleText("red", `, ${gapOf(goal)}`)}`;
}

function printTable({ columns, rows }: Table): void {
  const all = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => lengthOf(row[at] ?? ""))));
  for (const [index, row] of all.entries()) {
    const cells = row.map((cell, at) => {
      const gap = " ".repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(cell)));
      return at === 0 ? cell + gap : gap + cell;
    });
    say(`  ${index === 0 ? styleText("dim", cells.join("   ")) : cells.join("   ")}`);
  }
}

function lengthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
