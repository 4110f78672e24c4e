/** Characters before and after a candidate in which a word about it counts. */
const BEFORE = 48;
const AFTER = 24;

/** The text just before a candidate, in lower case. */
export function before(text: string, start: number, length: number = BEFORE): string {
  return text.slice(Math.max(0, start - length), start).toLowerCase();
}

/** Whether a cue stands near a candidate. The cue must not be global. */
export function hasCue(text: string, start: number, end: number, cue: RegExp, length: number = BEFORE): boolean {
  return cue.test(before(text, start, length)) || cue.test(text.slice(end, end + AFTER).toLowerCase());
}

export function hasCueBefore(text: string, start: number, cue: RegExp, length: number = BEFORE): boolean {
  return cue.test(before(text, start, length));
}
