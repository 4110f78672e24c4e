const table = (fill: (code: number) => number): Int8Array => Int8Array.from({ length: 128 }, (_, code) => fill(code));

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Six bits of a base64 or base64url digit, -1 for everything else. */
export const base64Digit = table((code) => {
  const char = String.fromCharCode(code);
  if (char === "+" || char === "-") return 62;
  if (char === "/" || char === "_") return 63;
  return alphabet.indexOf(char);
});

export const hexDigit = table((code) => {
  const char = String.fromCharCode(code).toLowerCase();
  return "0123456789abcdef".indexOf(char);
});

/** A look-up that holds for every code unit. */
export function classOf(classes: Int8Array, code: number): number {
  return code < 128 ? (classes[code] as number) : -1;
}
