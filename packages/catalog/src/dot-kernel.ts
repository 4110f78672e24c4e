/**
 * Dot products of one vector with many, as a WebAssembly function of some hundred bytes: JavaScript has no SIMD,
 * and ten thousand products a query are what a search would spend its time on.
 * Rows are int8, the query int16 (the same numbers, widened once).
 */
export interface DotKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** All but `count` and `width` are byte offsets; `out[i] = dot(row i, query) * scales[i]`. `width` is a multiple of 16. */
  readonly compare: (query: number, rows: number, scales: number, out: number, count: number, width: number) => void;
}

const i32 = 0x7f;
const v128 = 0x7b;
const [query, rows, scales, out, count, width, sum, end, at] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, value];
const simd = (operation: number): number[] => [0xfd, ...leb(operation)];
const [add, equalsZero, lessUnsigned] = [0x6a, 0x45, 0x49];
const advance = (local: number, by: number): number[] => [...get(local), ...constant(by), add, ...set(local)];
const load = (local: number, offset: number): number[] => [...get(local), ...simd(0x00), 0x04, offset];
const lane = (index: number): number[] => [...get(sum), ...simd(0x1b), index];
const [extendLow, extendHigh, dot16, add32] = [0x87, 0x88, 0xba, 0xae];

const accumulate = (extend: number, offset: number): number[] => [
  ...get(sum),
  ...load(rows, 0),
  ...simd(extend),
  ...load(at, offset),
  ...simd(dot16),
  ...simd(add32),
  ...set(sum),
];

const body: readonly number[] = [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop over rows
  ...[...get(count), equalsZero, 0x0d, 0x01], // leave when none is left
  ...[...simd(0x0c), ...new Array<number>(16).fill(0), ...set(sum)],
  ...[...get(query), ...set(at)],
  ...[...get(rows), ...get(width), add, ...set(end)],
  ...[0x03, 0x40], // loop over sixteen numbers at a time
  ...accumulate(extendLow, 0),
  ...accumulate(extendHigh, 16),
  ...advance(rows, 16),
  ...advance(at, 32),
  ...[...get(rows), ...get(end), lessUnsigned, 0x0d, 0x00, 0x0b],
  ...get(out),
  ...[...lane(0), ...lane(1), add, ...lane(2), add, ...lane(3), add, 0xb2], // to f32
  ...[...get(scales), 0x2a, 0x02, 0x00, 0x94, 0x38, 0x02, 0x00], // times the scale, stored
  ...advance(out, 4),
  ...advance(scales, 4),
  ...[...get(count), ...constant(1), 0x6b, ...set(count)],
  ...[0x0c, 0x00, 0x0b, 0x0b], // next row; end of loop and block
];

/** The part of the global that is used; Node's types do not have it. */
interface WebAssemblyApi {
  readonly Memory: new (options: { readonly initial: number }) => DotKernel["memory"];
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

const api = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

export function createDotKernel(initialPages: number): DotKernel {
  const memory = new api.Memory({ initial: initialPages });
  const instance = new api.Instance(new api.Module(assemble()), { host: { memory } });
  return { memory, compare: instance.exports.compare as DotKernel["compare"] };
}

function assemble(): Uint8Array<ArrayBuffer> {
  const locals = [0x02, 0x01, v128, 0x02, i32];
  const code = [...locals, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x06, i32, i32, i32, i32, i32, i32, 0x00]),
    ...section(2, [0x01, ...name("host"), ...name("memory"), 0x02, 0x00, 0x01]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, ...name("compare"), 0x00, 0x00]),
    ...section(10, [0x01, ...leb(code.length), ...code]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
