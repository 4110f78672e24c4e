/**
 * Whether a key reads like a name somebody gave a field, and not like a datum: no ids, digests, dates, addresses,
 * phone numbers, e-mails, and nothing longer or stranger than names are.
 */
export function isFieldLike(key: string): boolean {
  if (!/^[$@_]?[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*_?$/.test(key) || key.length > 48) return false;
  const words = splitKey(key);
  if (words.length > 7) return false;
  return words.every((word) => {
    const digits = word.replace(/\D/g, "").length;
    if (digits > 2) return false;
    // Letters and digits in turns (`x7f3a`), or long words without vowels, are ids.
    if (/\d[a-z]+\d/.test(word)) return false;
    return word.length < 6 || /[aeiouy]/.test(word);
  });
}

/** Lower-case words of a key: `createdAt`, `created_at` and `Created-At` give the same. */
export function splitKey(key: string): readonly string[] {
  return key
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
