import { floor, imul, isView, TypeErrorCtor, Uint8ArrayCtor } from "./primordials.ts";
import { replaceMethod } from "./virtual-time.ts";

const MAX_RANDOM_BYTES = 65_536;

/** xoshiro128**: 32 bits at a time, equal for equal seeds. Not for secrets: what needs those asks a tool. */
function createRandom(seed: string): () => number {
  const word = (at: number): number => Number.parseInt(seed.slice(at, at + 8), 16) >>> 0 || 0x9e3779b9 ^ at;
  let a = word(0);
  let b = word(8);
  let c = word(16);
  let d = word(24);
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  return () => {
    const result = imul(rotate(imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

/** @returns how to begin anew from a seed */
export function installRandom(): (seed: string) => void {
  let next = createRandom("");
  replaceMethod(Math, "random", () => (floor(next() / 32) * 67_108_864 + floor(next() / 64)) / 9_007_199_254_740_992);

  const fill = (bytes: Uint8Array): void => {
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (i % 4 === 0) word = next();
      bytes[i] = word & 255;
      word >>>= 8;
    }
  };
  const prototype = Crypto.prototype;
  replaceMethod(prototype, "getRandomValues", (view: unknown) => {
    if (!isView(view) || view instanceof DataView || view instanceof Float32Array || view instanceof Float64Array) {
      throw new TypeErrorCtor("Cannot fill with random values: the argument is not an integer typed array");
    }
    if (view.byteLength > MAX_RANDOM_BYTES) {
      throw new DOMException(`Cannot fill ${view.byteLength} bytes at once: the most is 65536`, "QuotaExceededError");
    }
    fill(new Uint8ArrayCtor(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength));
    return view;
  });
  replaceMethod(prototype, "randomUUID", () => {
    const bytes = new Uint8ArrayCtor(16);
    fill(bytes);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    let text = "";
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += "-";
      const byte = bytes[i] as number;
      text += (byte < 16 ? "0" : "") + byte.toString(16);
    }
    return text;
  });
  return (seed) => {
    next = createRandom(seed);
  };
}
