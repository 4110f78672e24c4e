// Built-ins as they were before agent code ran. Guest code that runs later uses only these, so that a program
// that patches its prototypes still gets its own true answers. This is for correctness; it is no boundary.

const { bind, call } = Function.prototype;

/** `method(self, ...args)` in place of `self.method(...args)`, whatever becomes of the prototype. */
// biome-ignore lint/complexity/noBannedTypes: any built-in method will do
const uncurryThis = bind.bind(call) as <F extends Function>(
  method: F,
) => F extends (...args: infer A) => infer R ? (self: unknown, ...args: A) => R : never;

export const { parse: parseJson, stringify: stringifyJson } = JSON;
export const { isArray, from: arrayFrom } = Array;
export const { create: createObject, defineProperty, freeze, keys: ownKeys } = Object;
export const { isFinite: isFiniteNumber } = Number;
export const { floor, imul, max, min } = Math;
export const PromiseCtor = Promise;
export const ErrorCtor = Error;
export const TypeErrorCtor = TypeError;
export const RangeErrorCtor = RangeError;
export const Uint8ArrayCtor = Uint8Array;
export const ArrayBufferCtor = ArrayBuffer;
export const MapCtor = Map;
export const SetCtor = Set;
export const RegExpCtor = RegExp;
export const captureStack: ((target: object) => void) | undefined = (
  Error as { captureStackTrace?: (target: object) => void }
).captureStackTrace;
export const toText = String;
export const isView = ArrayBuffer.isView;

export const mapGet = uncurryThis(Map.prototype.get) as <K, V>(map: Map<K, V>, key: K) => V | undefined;
export const mapSet = uncurryThis(Map.prototype.set) as <K, V>(map: Map<K, V>, key: K, value: V) => void;
export const mapDelete = uncurryThis(Map.prototype.delete) as <K, V>(map: Map<K, V>, key: K) => boolean;
export const mapForEach = uncurryThis(Map.prototype.forEach) as <K, V>(
  map: Map<K, V>,
  visit: (value: V, key: K) => void,
) => void;
export const { apply } = Reflect;
export const promiseThen = uncurryThis(Promise.prototype.then) as <T>(
  promise: Promise<T>,
  onValue: (value: T) => void,
  onError: (error: unknown) => void,
) => unknown;
export const setAdd = uncurryThis(Set.prototype.add) as <V>(set: Set<V>, value: V) => Set<V>;
export const setDelete = uncurryThis(Set.prototype.delete) as <V>(set: Set<V>, value: V) => boolean;
export const setForEach = uncurryThis(Set.prototype.forEach) as <V>(set: Set<V>, visit: (value: V) => void) => void;
export const arrayPush = uncurryThis(Array.prototype.push) as <V>(list: V[], value: V) => number;
export const arrayPop = uncurryThis(Array.prototype.pop) as <V>(list: V[]) => V | undefined;
export const arrayJoin = uncurryThis(Array.prototype.join) as (list: readonly unknown[], separator: string) => string;
export const bytesIndexOf = uncurryThis(Uint8Array.prototype.indexOf) as (
  bytes: Uint8Array,
  value: number,
  from: number,
) => number;
export const bytesSubarray = uncurryThis(Uint8Array.prototype.subarray) as (
  bytes: Uint8Array,
  from: number,
  to: number,
) => Uint8Array;
export const replaceAll = uncurryThis(String.prototype.replaceAll) as unknown as (
  text: string,
  what: string,
  by: string,
) => string;
export const includesText = uncurryThis(String.prototype.includes) as (text: string, what: string) => boolean;
export const splitText = uncurryThis(String.prototype.split) as unknown as (
  text: string,
  separator: string,
) => string[];
export const startsWith = uncurryThis(String.prototype.startsWith) as (text: string, what: string) => boolean;
export const sliceText = uncurryThis(String.prototype.slice) as (text: string, from: number, to?: number) => string;
export const indexOfText = uncurryThis(String.prototype.indexOf) as (text: string, what: string) => number;
export const lastIndexOfText = uncurryThis(String.prototype.lastIndexOf) as (text: string, what: string) => number;
export const charCodeAt = uncurryThis(String.prototype.charCodeAt) as (text: string, at: number) => number;
export const fromCharCode = String.fromCharCode;
export const dateToIso = uncurryThis(Date.prototype.toISOString) as (date: Date) => string;
export const dateGetTime = uncurryThis(Date.prototype.getTime) as (date: Date) => number;
export const objectToString = uncurryThis(Object.prototype.toString) as (value: unknown) => string;
export const regExpToString = uncurryThis(RegExp.prototype.toString) as (value: RegExp) => string;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = uncurryThis(TextEncoder.prototype.encode) as (self: TextEncoder, text: string) => Uint8Array;
const decode = uncurryThis(TextDecoder.prototype.decode) as (
  self: TextDecoder,
  bytes: Uint8Array,
  options?: { stream: boolean },
) => string;
export const encodeUtf8 = (text: string): Uint8Array => encode(encoder, text);
export const decodeUtf8 = (bytes: Uint8Array, isPart: boolean): string => decode(decoder, bytes, { stream: isPart });
export const toBase64 = btoa;
export const fromBase64 = atob;
