const common: Readonly<Record<string, string>> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "y",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "kh",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "shch",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
  і: "i",
  ї: "yi",
  є: "ye",
  ґ: "g",
};
/** Of passports, where they differ: ICAO Doc 9303. */
const passport: Readonly<Record<string, string>> = { ...common, й: "i", ъ: "ie", ю: "iu", я: "ia" };

const write = (name: string, letters: Readonly<Record<string, string>>): string =>
  name.toLowerCase().replace(/\p{Script=Cyrillic}/gu, (letter) => letters[letter] ?? letter);

/** A Cyrillic name in Latin letters, as people and as passports write it; nothing for other names. Case is lost. */
export function transliterate(name: string): readonly string[] {
  if (!/\p{Script=Cyrillic}/u.test(name)) return [];
  const casual = write(name, common).replace(/(?<=[^aeiou\s-])iy(?![a-z])/g, "y");
  return [...new Set([write(name, common), write(name, passport), casual])];
}

const german: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa" };

/** `Jürgen` as `Juergen`; nothing where no letter asks for it. Accents that are only dropped need no form of their own. */
export function spellOut(name: string): readonly string[] {
  const spelt = name.normalize("NFC").replace(/[äöüå]/gi, (letter) => german[letter.toLowerCase()] ?? letter);
  return spelt === name.normalize("NFC") ? [] : [spelt];
}
