import { type Decoded, DecodedWriter } from "./decoded.ts";

/** Characters; fewer numbers in a row are a date or a version. */
const SHORTEST_LIST = 4;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Lists of character codes such as `105, 118, 97`; numbers apart by one to three characters that are no digits or letters. */
export function decodeNumberLists(text: string): Decoded | undefined {
  let writer: DecodedWriter | undefined;
  let list: { code: number; start: number; end: number }[] = [];
  const close = (): void => {
    if (list.length >= SHORTEST_LIST) {
      writer ??= new DecodedWriter(text.length >> 1);
      for (const { code, start, end } of list) {
        if (code >= 0x80 && code <= 0xff) writer.byte(code, start, end);
        else {
          writer.flush();
          writer.point(code, start, end);
        }
      }
      writer.separator(list.at(-1)?.end ?? 0);
    }
    list = [];
  };
  const { length } = text;
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
    const previous = list.at(-1);
    if (previous !== undefined && !isSeparator(text, previous.end, start)) close();
    if (at - start > 7 || code > 0x10ffff || code < 9) {
      close();
      continue;
    }
    list.push({ code, start, end: at });
  }
  close();
  return writer?.finish();
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
