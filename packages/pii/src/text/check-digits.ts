const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

const isRepeated = (digits: string): boolean => /^(\d)\1*$/.test(digits);

export function isLuhn(digits: string): boolean {
  if (digits.length === 0 || isRepeated(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    let value = Number(digits[digits.length - 1 - at]);
    if (at % 2 === 1) {
      value *= 2;
      if (value > 9) value -= 9;
    }
    sum += value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the rearranged number is 1 modulo 97. */
export function isIban(text: string): boolean {
  const compact = text.replace(/[^A-Za-z0-9]/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(compact)) return false;
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const code = char.charCodeAt(0);
    rest = code < 58 ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}

export function isInn(digits: string): boolean {
  if (isRepeated(digits)) return false;
  if (digits.length === 10) return (weighted(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === Number(digits[9]);
  if (digits.length !== 12) return false;
  const first = (weighted(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  const second = (weighted(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  return first === Number(digits[10]) && second === Number(digits[11]);
}

export function isSnils(digits: string): boolean {
  if (digits.length !== 11 || isRepeated(digits)) return false;
  const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  return (sum % 101) % 100 === Number(digits.slice(9));
}

/** OGRN (13 digits) and OGRNIP (15): the last digit is the rest of the number before it. */
export function isOgrn(digits: string): boolean {
  if (digits.length !== 13 && digits.length !== 15) return false;
  const rest = BigInt(digits.slice(0, -1)) % BigInt(digits.length - 2);
  return Number(rest % 10n) === Number(digits.at(-1));
}

/** Numbers of the British health service: weights 10 to 2, modulo 11. */
export function isNhs(digits: string): boolean {
  if (digits.length !== 10 || isRepeated(digits)) return false;
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 10 && check % 11 === Number(digits[9]);
}

/** US social security numbers that can have been issued. */
export function isSsn(digits: string): boolean {
  if (digits.length !== 9 || isRepeated(digits) || digits === "123456789" || digits === "078051120") return false;
  const area = digits.slice(0, 3);
  return area !== "000" && area !== "666" && digits.slice(3, 5) !== "00" && digits.slice(5) !== "0000";
}
