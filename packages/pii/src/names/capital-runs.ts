/** A capitalised word of a text. */
export interface CapitalWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** One letter, with or without its dot: `M.` */
  readonly isInitial: boolean;
  readonly hasDot: boolean;
  /** First word of the text, of a sentence or of a line. */
  readonly opensSentence: boolean;
}

const latinWord = /\p{Lu}(?:[\p{L}\p{M}]|['’`-](?=\p{L}))*\.?/gu;
const notWordBefore = /[\p{L}\p{N}_@#/\\=&.-]/u;
/** The article in Arabic names: al-Masri, эль-Масри. */
const article = /(?:^|[\s(])(?:al|el|ul|ar|as|ash|ad|an|аль|эль|ас|аш|ар|ад|ат|ан)-$/;
const notWordAfter = /[\p{L}\p{N}_@/\\=]/u;

export interface RunWords {
  /** Small words inside names. */
  readonly particles: ReadonlySet<string>;
  /** Abbreviations before names, whose dot ends no sentence. */
  readonly titles: ReadonlySet<string>;
}

/** Capitalised words in runs: words of one run are apart by one space, or by small words that names have. */
export function findRuns(text: string, words: RunWords): readonly (readonly CapitalWord[])[] {
  const runs: CapitalWord[][] = [];
  let run: CapitalWord[] = [];
  for (const match of text.matchAll(latinWord)) {
    const start = match.index;
    let word = match[0];
    const letters = word.endsWith(".") ? word.slice(0, -1) : word;
    const isInitial = [...letters].length === 1;
    if (!isInitial && letters.length !== word.length) word = letters;
    const possessive = /['’]s?$/i.exec(word)?.[0] ?? "";
    if (possessive !== "") word = word.slice(0, -possessive.length);
    let end = start + word.length;
    // The dot of `M.` belongs to the name, unless the sentence ends there.
    if (isInitial && word.endsWith(".") && !/^\s?\p{Lu}/u.test(text.slice(end, end + 3))) end -= 1;
    if (isInsideWord(text, start) && !(run.length > 0 && run.at(-1)?.end === start)) continue;
    // `А.С.`: the next initial follows without a space.
    const isAbbreviated = isInitial && word.endsWith(".");
    if (possessive === "" && !isAbbreviated && notWordAfter.test(text[end] ?? "")) continue;
    const last = run.at(-1);
    const between = last === undefined ? "" : text.slice(last.end, start);
    if (last === undefined || !isJoint(between, last, words)) {
      if (run.length > 0) runs.push(run);
      run = [];
    }
    run.push({
      text: text.slice(start, end),
      start,
      end,
      isInitial,
      hasDot: isAbbreviated,
      opensSentence: opensSentence(text, start),
    });
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** `al-Masri` and `/ Соколов` open words, `user-Masri` and `path/Sokolov` do not. */
function isInsideWord(text: string, start: number): boolean {
  const before = text[start - 1] ?? "";
  if (!notWordBefore.test(before)) return false;
  if (before === "/") return /[^\s_]/.test(text[start - 2] ?? " ");
  return !(before === "-" && article.test(text.slice(Math.max(0, start - 5), start)));
}

function isJoint(between: string, last: CapitalWord, { particles, titles }: RunWords): boolean {
  if (between === " " || between === "\u00a0") return true;
  if (between === "" && last.isInitial) return true;
  if (between.startsWith(" ") && article.test(between)) return true;
  if (between === ". " && titles.has(last.text.toLowerCase())) return true;
  if (between.length > 12 || !between.startsWith(" ") || !between.endsWith(" ")) return false;
  return between
    .trim()
    .split(" ")
    .every((word) => particles.has(word));
}

function opensSentence(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && /[\s"'“«„(*>_•·–—-]/.test(text[at] as string)) {
    if (text[at] === "\n") return true;
    at--;
  }
  return at < 0 || /[.!?…:;]/.test(text[at] as string);
}
