import { isCommonWord, isFamilyName, isGivenName } from "./name-evidence.ts";

/** Whether a key of an object reads like somebody's name, such as `anna` or `john_price`: keys are data where people are keys. */
export function isNameKey(key: string): boolean {
  const words = key
    .slice(0, 100)
    .split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((word) => word.length > 2 && !isCommonWord(word));
  return words.some((word) => isGivenName(word) || (word.length === key.length && isFamilyName(word)));
}
