interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Languages whose names of months are looked for. */
const languages = ["en", "ru", "de", "fr", "es"] as const;
let monthNames: readonly (readonly string[])[] | undefined;

/** Names of each month, long and short, as they stand in a date. */
function readMonthNames(): readonly (readonly string[])[] {
  monthNames ??= Array.from({ length: 12 }, (_, index) => {
    const date = new Date(Date.UTC(2024, index, 15));
    const names = languages.flatMap((language) =>
      (["long", "short"] as const).map(
        (month) =>
          new Intl.DateTimeFormat(language, { month, day: "numeric", timeZone: "UTC" })
            .formatToParts(date)
            .find(({ type }) => type === "month")?.value ?? "",
      ),
    );
    return [...new Set(names.map((name) => name.replace(/\.$/, "").toLowerCase()))];
  });
  return monthNames;
}

function parseDays(text: string): readonly Day[] {
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)/.exec(text);
  if (iso !== null) return [toDay(iso[1], iso[2], iso[3])];
  const local = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?!\d)/.exec(text);
  if (local === null) return [];
  // `03/04/1987` is March or April, by where it was written.
  return [toDay(local[3], local[2], local[1]), toDay(local[3], local[1], local[2])];
}

const toDay = (year = "", month = "", day = ""): Day => ({ year: +year, month: +month, day: +day });
const two = (number: number): string => String(number).padStart(2, "0");

/** The same day in digits and in words. Digits are separated; what runs together is another number. */
export function toDateForms(text: string): { readonly digits: readonly string[]; readonly words: readonly string[] } {
  const digits = new Set<string>();
  const words = new Set<string>();
  for (const { year, month, day } of parseDays(text.trim())) {
    if (month < 1 || month > 12 || day < 1 || day > 31) continue;
    const [mm, dd] = [two(month), two(day)];
    for (const [m, d] of [
      [mm, dd],
      [String(month), String(day)],
    ]) {
      digits.add(`${year}-${m}-${d}`).add(`${d}.${m}.${year}`).add(`${m}/${d}/${year}`);
    }
    for (const name of readMonthNames()[month - 1] ?? []) {
      for (const d of new Set([String(day), dd])) words.add(`${d} ${name} ${year}`).add(`${name} ${d} ${year}`);
      words.add(`${day} de ${name} de ${year}`);
    }
  }
  return { digits: [...digits], words: [...words] };
}
