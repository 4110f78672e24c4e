import { type Decoded, DecodedWriter } from "./decoded.ts";

/** Characters; fewer numbers in a row are a date or a version. */
const SHORTEST_LIST = 4;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Lists of character codes such as `105, 118, 97`; numbers apart by a few characters that are no letters. */
export function decodeNumberLists(text: string): Decoded | undefined {
  let writer: DecodedWriter | undefined;
  // Code, start and end of each number of the list under way.
  let list = new Uint32Array(192);
  let count = 0;
  const { length } = text;
  const close = (): void => {
    if (count >= SHORTEST_LIST * 3) {
      writer ??= new DecodedWriter(length >> 1);
      writeList(writer, list, count);
    }
    count = 0;
  };
  for (let at = 0; at < length; ) {
    if (!isDigit(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let code = 0;
    while (at < length && isDigit(text.charCodeAt(at))) {
      if (at - start < 8) code = code * 10 + text.charCodeAt(at) - 48;
      at++;
    }
    if (count > 0 && !isSeparator(text, list[count - 1] as number, start)) close();
    if (at - start > 7 || code > 0x10ffff || code < 9) {
      close();
      continue;
    }
    if (count + 3 > list.length) list = grow(list);
    list[count] = code;
    list[count + 1] = start;
    list[count + 2] = at;
    count += 3;
  }
  close();
  return writer?.finish();
}

function grow(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(list.length * 4);
  grown.set(list);
  return grown;
}

function writeList(writer: DecodedWriter, list: Uint32Array, count: number): void {
  for (let at = 0; at < count; at += 3) {
    const [code, start, end] = [list[at] as number, list[at + 1] as number, list[at + 2] as number];
    if (code >= 0x80 && code <= 0xff) writer.byte(code, start, end);
    else {
      writer.flush();
      writer.point(code, start, end);
    }
  }
  writer.separator(list[count - 1] as number);
}

function isSeparator(text: string, from: number, to: number): boolean {
  if (to - from > 8) return false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    // Letters between numbers make it prose; space, punctuation and line breaks do not.
    if (code > 127 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return false;
  }
  return true;
}
