import { hasCueBefore } from "../context.ts";
import type { Finding } from "../detector.ts";

const streetWord =
  "(?:ул(?:ица|ице|ицы|ицу)?|пр(?:оспект|оспекте|оспекта)?(?:-?к?т)?|просп|пер(?:еулок|еулке)?|б(?:ульва|-)р(?:е)?|бул|ш(?:оссе)?|наб(?:ережная|ережной)?|пл(?:ощадь|ощади)?|проезд(?:е)?|туп(?:ик)?|мкр|микрорайон|линия|аллея|тракт)";
const properName = "(?:\\d{1,2}(?:-?[а-я]{1,2})? )?[А-ЯЁ][А-Яа-яё-]+(?: [А-ЯЁ][а-яё-]+){0,2}";
const street = `(?:${streetWord}\\.? ?${properName}|${properName} ${streetWord}(?![а-яё])\\.?)`;
const house =
  "(?:,? ?(?:д(?:ом)?\\.? ?)?\\d{1,4}(?: ?[А-Яа-я](?![а-яё]))?(?:/\\d{1,3})?(?!\\d))(?:,? ?(?:к(?:орп(?:ус)?)?|стр(?:оение)?|лит(?:ера)?|влад(?:ение)?)\\.? ?(?:\\d{1,4}[А-Яа-я]?|[А-Я])(?![а-яё]))*(?:,? ?(?:кв(?:артира)?|оф(?:ис)?|пом(?:ещение)?|комн(?:ата)?|эт(?:аж)?|под(?:ъезд)?)\\.? ?\\d{1,5})*";
const part =
  "(?:\\d{6}|(?:г(?:ород|ор)?|пос(?:ёлок|елок)?|пгт|с(?:ело)?|д(?:ер(?:евня)?)?|ст-ца|обл(?:асть)?|р-н|респ(?:ублика)?|мкр|микрорайон|снт|тер|квартал)\\.? ?[А-ЯЁ][А-Яа-яё-]+(?: [А-ЯЁ][а-яё-]+)?|[А-ЯЁ][а-яё-]+(?:ая|ий|ой)? (?:обл(?:асть|\\.)?|край|район|р-н)|Республика [А-ЯЁ][а-яё-]+|Россия|РФ|[А-ЯЁ][а-яё]+(?:-[А-Яа-яё]+){0,2})";

const cue = /адрес|прожива|живёт|живет|зарегистр|прописан|достав|место жительства/;
const withHouse = new RegExp(`(?<![а-яёА-ЯЁ\\d])(?:${part}\\.?, ?){0,5}${street}${house}`, "gu");
const streetAlone = new RegExp(
  `(?<![а-яёА-ЯЁ\\d-])(?:${part}, ?){0,4}(?:ул\\.|улиц[аеыу]|пер\\.|просп\\.|наб\\.|пр-т) ?${properName}`,
  "gu",
);

/** Russian addresses: a street word with a name, mostly with a house, and what stands before them up to the postcode. */
export function findRussianAddresses(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(withHouse)) {
    found.push({ start: match.index, end: match.index + match[0].length, type: "address", score: 0.92 });
  }
  for (const match of text.matchAll(streetAlone)) {
    // A street in the news is no address; somebody's is said to be one, or has its town before it.
    if (!match[0].includes(", ") && !hasCueBefore(text, match.index, cue, 40)) continue;
    found.push({ start: match.index, end: match.index + match[0].length, type: "address", score: 0.6 });
  }
  return found;
}
