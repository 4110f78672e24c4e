/** Endings of the other cases, by how a Russian name ends: wide rather than exact, because a form too many harms nobody. */
const patterns: readonly (readonly [RegExp, number, readonly string[]])[] = [
  [/(?:ов|ев|ин|ын)$/, 0, ["а", "у", "ым", "е"]],
  [/(?:ова|ева|ина|ына)$/, 1, ["ой", "у", "ою"]],
  [/(?:ск|цк)ий$/, 2, ["ого", "ому", "им", "ом"]],
  [/(?:ск|цк)ая$/, 2, ["ой", "ую", "ою"]],
  [/(?:ый|ой)$/, 2, ["ого", "ому", "ым", "ом"]],
  [/ий$/, 2, ["ия", "ию", "ием", "ии"]],
  [/ия$/, 2, ["ии", "ию", "ией"]],
  [/й$/, 1, ["я", "ю", "ем", "е"]],
  [/ь$/, 1, ["я", "ю", "ем", "е", "и", "ью"]],
  [/я$/, 1, ["и", "е", "ю", "ей"]],
  [/а$/, 1, ["ы", "и", "е", "у", "ой", "ей"]],
  [/[бвгджзклмнпрстфхцчшщ]$/, 0, ["а", "у", "ом", "ем", "е"]],
];

/** Forms of one Cyrillic name in the other cases. */
export function declineName(name: string): readonly string[] {
  if (!/^[А-ЯЁ][а-яё-]{2,}$/.test(name)) return [];
  const pattern = patterns.find(([ending]) => ending.test(name));
  if (pattern === undefined) return [];
  const [, cut, endings] = pattern;
  return endings.map((ending) => name.slice(0, name.length - cut) + ending);
}
