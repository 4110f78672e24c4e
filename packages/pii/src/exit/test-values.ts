import type { PiiType } from "@sluice/contracts";

/** A source of numbers from 0 to 1. */
export type Random = () => number;

export interface TestValue {
  readonly type: PiiType;
  readonly value: string;
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
const letters = (random: Random, alphabet: string, count: number): string =>
  Array.from({ length: count }, () => pick(random, [...alphabet])).join("");
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const latin = "abcdefghijklmnopqrstuvwxyz";
const cyrillic = "абвгдежзиклмнопрстуфхцчшщыэюя";

/** Random values of the kinds that a vault holds. */
export function makeTestValue(random: Random): TestValue {
  const word = (): string => letters(random, random() < 0.5 ? latin : cyrillic, 4 + Math.floor(random() * 7));
  switch (Math.floor(random() * 6)) {
    case 0:
      return {
        type: "email",
        value: `${letters(random, `${latin}0123456789._`, 6)}x@${letters(random, latin, 6)}.${pick(random, ["com", "ru", "org"])}`,
      };
    case 1:
      return {
        type: "phone",
        value: `+${pick(random, ["7", "1", "44"])} ${1 + Math.floor(random() * 9)}${digits(random, 2)} ${digits(random, 3)}-${digits(random, 2)}-${digits(random, 2)}`,
      };
    case 2:
      return { type: "person", value: `${capital(word())} ${capital(word())}` };
    case 3:
      return {
        type: "card",
        value: `4${digits(random, 3)} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)}`,
      };
    case 4:
      return {
        type: "address",
        value: `${1 + Math.floor(random() * 200)} ${capital(word())} ${pick(random, ["Street", "ул."])}, ${capital(word())}`,
      };
    default:
      return { type: "tax-id", value: `${1 + Math.floor(random() * 9)}${digits(random, 11)}` };
  }
}
