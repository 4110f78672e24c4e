const ending =
  /(?:иями|ями|ами|ого|ому|его|ему|ыми|ими|ием|иях|ях|ах|ым|им|ой|ою|ом|ем|ей|ею|ую|юю|ая|яя|ое|ее|ий|ый|ых|их|ие|ые|ии|ию|ия|ья|ью|ьи|ов|ев|а|у|е|ы|и|я|ю|о|ь|й)$/;

const placeEnding = new RegExp(ending.source.replace("|ов|ев", ""));

/** The same for names of places, where `ов` and `ев` are part of the name: Саратов, Киев. */
export function placeStem(word: string): string {
  const lower = word.toLowerCase().replaceAll("ё", "е");
  const stem = lower.replace(placeEnding, "");
  return stem.length >= 2 ? stem : lower;
}

/** A word without its case ending, in lower case and with е for ё: equal for most forms of one word. */
export function russianStem(word: string): string {
  const lower = word.toLowerCase().replaceAll("ё", "е");
  const stem = lower.replace(ending, "");
  return stem.length >= 2 ? stem : lower;
}
