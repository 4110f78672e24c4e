import { forkReport } from "../harness/fork-report.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section } from "../harness/section.ts";
import { toFigure } from "../harness/statistics.ts";
import type { PiiFigure } from "../pii.ts";

/** What the personal-data boundary costs; what it finds is measured by `npm run eval:pii`. */
export async function measurePersonalData(): Promise<Section> {
  showProgress("personal data");
  const figures = await forkReport<readonly PiiFigure[]>("pii.ts", {});
  const goals = figures.flatMap(({ name, value, unit, goal }): Goal[] =>
    goal === undefined ? [] : [{ what: name, unit, measured: value, ...goal }],
  );
  const growths = goals.filter(({ unit }) => unit === "×");
  const worst = growths.toSorted((a, b) => b.measured - a.measured).slice(0, 1);
  return {
    name: "personal-data",
    title: "Personal data",
    lead: "Medians of processor time, in a process of its own. The hostile texts are made to be slow to search.",
    tables: [{ columns: ["", "", ""], rows: figures.map(({ name, value, unit }) => [name, toFigure(value), unit]) }],
    goals: [...goals.filter((goal) => !growths.includes(goal)), ...worst],
    notes: ["What is found and what is missed: `npm run eval:pii -- <data folder>`."],
  };
}
