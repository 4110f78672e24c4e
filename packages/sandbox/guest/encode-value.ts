import {
  ArrayBufferCtor,
  arrayFrom,
  arrayPop,
  arrayPush,
  bytesSubarray,
  charCodeAt,
  dateGetTime,
  dateToIso,
  ErrorCtor,
  fromBase64,
  fromCharCode,
  isArray,
  isFiniteNumber,
  isView,
  MapCtor,
  mapForEach,
  objectToString,
  ownKeys,
  PromiseCtor,
  RangeErrorCtor,
  RegExpCtor,
  regExpToString,
  SetCtor,
  setForEach,
  stringifyJson,
  toBase64,
  toText,
  Uint8ArrayCtor,
} from "./primordials.ts";

/** Deeper values are refused here, well below what the host accepts of a frame. */
const MAX_DEPTH = 100;
const MAX_LISTED_ELEMENTS = 256;
const MAX_WARNINGS = 20;

/** Writes any value as JSON text; what JSON cannot carry is converted, and noted where something was lost. */
export class ValueEncoder {
  readonly warnings: string[] = [];
  readonly #parents: object[] = [];

  /** @throws whatever a getter or a toJSON throws, and RangeError where the value is too deep */
  encode(value: unknown): string {
    return this.#write(value) ?? "null";
  }

  #warn(text: string): undefined {
    if (this.warnings.length >= MAX_WARNINGS) return;
    for (let i = 0; i < this.warnings.length; i++) if (this.warnings[i] === text) return;
    arrayPush(this.warnings, text);
  }

  /** Undefined for what an object leaves out and a list shows as null. */
  #write(value: unknown): string | undefined {
    switch (typeof value) {
      case "string":
        return stringifyJson(value);
      case "number":
        if (isFiniteNumber(value)) return `${value}`;
        this.#warn(`${value} became null in the output`);
        return "null";
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return `"${value}"`;
      case "undefined":
        return undefined;
      case "function":
        return this.#warn("a function was left out of the output");
      case "symbol":
        return this.#warn("a symbol was left out of the output");
      default:
        return value === null ? "null" : this.#writeObject(value as object);
    }
  }

  #writeObject(value: object): string | undefined {
    const parents = this.#parents;
    for (let i = 0; i < parents.length; i++) if (parents[i] === value) return '"[Circular]"';
    if (parents.length >= MAX_DEPTH) {
      throw new RangeErrorCtor(`Cannot encode the value: it is nested deeper than ${MAX_DEPTH} levels, return less`);
    }
    arrayPush(parents, value);
    try {
      return this.#writeKind(value);
    } finally {
      arrayPop(parents);
    }
  }

  #writeKind(value: object): string | undefined {
    if (isArray(value)) return this.#writeList(value);
    const tag = objectToString(value);
    if (tag === "[object Date]") return writeDate(value as Date);
    if (value instanceof MapCtor) return this.#writeMap(value);
    if (value instanceof SetCtor) return this.#writeSet(value);
    if (isView(value)) return this.#writeBytes(value);
    if (value instanceof ArrayBufferCtor) return this.#writeBytes(new Uint8ArrayCtor(value));
    if (value instanceof ErrorCtor) return this.#writeError(value);
    if (value instanceof RegExpCtor) return stringifyJson(regExpToString(value));
    if (value instanceof PromiseCtor) return this.#warn("a promise was left out of the output: await it first");
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") return this.#write((value as { toJSON(): unknown }).toJSON());
    if (tag === "[object String]" || tag === "[object Number]" || tag === "[object Boolean]") {
      return this.#write((value as { valueOf(): unknown }).valueOf());
    }
    return `{${this.#writeMembers(value, false)}}`;
  }

  #writeList(list: readonly unknown[]): string {
    let text = "[";
    for (let i = 0; i < list.length; i++) {
      if (i > 0) text += ",";
      text += this.#write(list[i]) ?? "null";
    }
    return `${text}]`;
  }

  #writeMembers(value: object, isError: boolean): string {
    let text = "";
    const names = ownKeys(value);
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      if (name === "__proto__") {
        this.#warn('a key named "__proto__" was left out of the output');
        continue;
      }
      if (isError && (name === "name" || name === "message" || name === "stack")) continue;
      const inner = this.#write((value as Record<string, unknown>)[name]);
      if (inner === undefined) continue;
      text += `${text === "" ? "" : ","}${stringifyJson(name)}:${inner}`;
    }
    return text;
  }

  #writeMap(map: Map<unknown, unknown>): string {
    let hasTextKeys = true;
    mapForEach(map, (_value, key) => {
      if (typeof key !== "string" || key === "__proto__") hasTextKeys = false;
    });
    let text = "";
    mapForEach(map, (value, key) => {
      const inner = this.#write(value) ?? "null";
      const entry = hasTextKeys ? `${stringifyJson(key)}:${inner}` : `[${this.#write(key) ?? "null"},${inner}]`;
      text += text === "" ? entry : `,${entry}`;
    });
    return hasTextKeys ? `{${text}}` : `[${text}]`;
  }

  #writeSet(set: Set<unknown>): string {
    let text = "";
    setForEach(set, (value) => {
      text += `${text === "" ? "" : ","}${this.#write(value) ?? "null"}`;
    });
    return `[${text}]`;
  }

  #writeBytes(view: ArrayBufferView): string {
    const kind = objectToString(view).slice(8, -1);
    const list = view as unknown as { readonly length?: number };
    if (kind !== "DataView" && typeof list.length === "number" && list.length <= MAX_LISTED_ELEMENTS) {
      return this.#writeList(arrayFrom(view as unknown as ArrayLike<unknown>));
    }
    const bytes = new Uint8ArrayCtor(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    return `{"type":${stringifyJson(kind)},"base64":"${bytesToBase64(bytes)}"}`;
  }

  #writeError(error: Error): string {
    const rest = this.#writeMembers(error, true);
    const head = `"name":${stringifyJson(toText(error.name))},"message":${stringifyJson(toText(error.message))}`;
    return `{${head}${rest === "" ? "" : `,${rest}`}}`;
  }
}

function writeDate(date: Date): string {
  const time = dateGetTime(date);
  return isFiniteNumber(time) ? `"${dateToIso(date)}"` : "null";
}

export function bytesToBase64(bytes: Uint8Array): string {
  const STEP = 0x6000; // a multiple of three, so that the pieces join without padding
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    const part = bytesSubarray(bytes, at, at + STEP);
    let binary = "";
    for (let i = 0; i < part.length; i++) binary += fromCharCode(part[i] as number);
    text += toBase64(binary);
  }
  return text;
}

export function base64ToBytes(base64: string): Uint8Array<ArrayBuffer> {
  const binary = fromBase64(base64);
  const bytes = new Uint8ArrayCtor(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = charCodeAt(binary, i);
  return bytes;
}
