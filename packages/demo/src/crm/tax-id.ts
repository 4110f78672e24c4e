import type { Random } from "./random.ts";
import type { Region } from "./words.ts";

/** Tax numbers with right check digits, so that detectors which verify them have something to find. */
export function createTaxId(country: Region["country"], random: Random): string {
  switch (country) {
    case "RU":
      return createInn(random);
    case "DE":
      return createSteuerId(random);
    case "ES":
      return createDni(random);
    case "GB":
      return createUtr(random);
  }
}

const digits = (count: number, random: Random): number[] => Array.from({ length: count }, () => random.below(10));
const weigh = (values: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0);

const INN_FIRST = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_SECOND = [3, ...INN_FIRST];

/** A person's INN: region, office, number, then two check digits (weights, mod 11, mod 10). */
function createInn(random: Random): string {
  const body = [
    ...random.pick([
      [7, 7],
      [1, 6],
      [5, 4],
      [6, 6],
      [7, 8],
    ]),
    ...digits(8, random),
  ];
  body.push((weigh(body, INN_FIRST) % 11) % 10);
  body.push((weigh(body, INN_SECOND) % 11) % 10);
  return body.join("");
}

/** German Steuer-ID: among the first ten digits exactly one occurs twice; then ISO 7064 mod 11,10. */
function createSteuerId(random: Random): string {
  const pool = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  pool.splice(random.below(pool.length), 1);
  const body: number[] = [];
  while (pool.length > 0) body.push(...pool.splice(random.below(pool.length), 1));
  // Never first (no leading zero), never last (the number may be reversed), never beside its like.
  const twin = random.below(3);
  body.splice(twin + 3 + random.below(4), 0, body[twin] ?? 0);
  if (body[0] === 0) body.reverse();
  let product = 10;
  for (const digit of body) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return [...body, (11 - product) % 10].join("");
}

function createDni(random: Random): string {
  const number = 10_000_000 + random.below(80_000_000);
  return `${number}${"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]}`;
}

/** UK Unique Taxpayer Reference: the first of ten digits checks the other nine. */
function createUtr(random: Random): string {
  const body = digits(9, random);
  const check = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][weigh(body, [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11];
  return [check, ...body].join("");
}
