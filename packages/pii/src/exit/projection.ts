import { foldAstral, foldMany, foldUnit } from "./fold.ts";

/** Hashing and offsets of a text's folded letters and digits. Buffers are reused: one projection at a time. */
export interface Projection {
  length: number;
  /** Folded code units. */
  units: Uint16Array;
  /** Where in the text the unit came from, and where that character ends. */
  starts: Uint32Array;
  ends: Uint32Array;
}

export function createProjection(): Projection {
  return { length: 0, units: new Uint16Array(256), starts: new Uint32Array(256), ends: new Uint32Array(256) };
}

export function fillProjection(into: Projection, text: string): void {
  // A character folds to at most a few units; grow when it happens.
  reserve(into, text.length + 32, false);
  let { units, starts, ends } = into;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    let unit: number;
    let folded = "";
    let end = i + 1;
    if (code >= 0xd800 && code <= 0xdbff) {
      const point = text.codePointAt(i) as number;
      if (point <= 0xffff) continue;
      end = i + 2;
      folded = foldAstral(point);
      unit = -1;
    } else {
      unit = foldUnit(code);
      if (unit < 0) folded = foldMany(code);
    }
    if (unit > 0) {
      units[length] = unit;
      starts[length] = i;
      ends[length++] = end;
    } else if (unit < 0) {
      if (length + folded.length + (text.length - i) > units.length) {
        into.length = length;
        reserve(into, (length + folded.length + text.length - i) * 2, true);
        ({ units, starts, ends } = into);
      }
      for (let k = 0; k < folded.length; k++) {
        units[length] = folded.charCodeAt(k);
        starts[length] = i;
        ends[length++] = end;
      }
      i = end - 1;
    }
  }
  into.length = length;
}

/** The same in reverse order: values written backwards read forwards here. */
export function reverseProjection(into: Projection, from: Projection): void {
  reserve(into, from.length, false);
  const last = from.length - 1;
  for (let i = 0; i <= last; i++) {
    into.units[i] = from.units[last - i] as number;
    into.starts[i] = from.starts[last - i] as number;
    into.ends[i] = from.ends[last - i] as number;
  }
  into.length = from.length;
}

function reserve(projection: Projection, size: number, isKept: boolean): void {
  if (projection.units.length >= size) return;
  const capacity = Math.max(size, 256);
  const units = new Uint16Array(capacity);
  const starts = new Uint32Array(capacity);
  const ends = new Uint32Array(capacity);
  if (isKept) {
    units.set(projection.units.subarray(0, projection.length));
    starts.set(projection.starts.subarray(0, projection.length));
    ends.set(projection.ends.subarray(0, projection.length));
  }
  projection.units = units;
  projection.starts = starts;
  projection.ends = ends;
}
