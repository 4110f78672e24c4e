/** One classic BPF instruction; jumps count instructions to skip. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;

/** Offsets in the kernel's struct seccomp_data. */
export const NUMBER_OFFSET = 0;
export const ARCH_OFFSET = 4;
export const argumentOffset = (index: number, half: "low" | "high" = "low"): number =>
  16 + index * 8 + (half === "high" ? 4 : 0);

export const load = (offset: number): Instruction => ({ code: LOAD_WORD, jt: 0, jf: 0, k: offset });
export const jumpIfEqual = (k: number, jt: number, jf: number): Instruction => ({ code: JUMP_EQUAL, jt, jf, k });
export const jumpIfAtLeast = (k: number, jt: number, jf: number): Instruction => ({
  code: JUMP_GREATER_OR_EQUAL,
  jt,
  jf,
  k,
});
export const jumpIfAnySet = (k: number, jt: number, jf: number): Instruction => ({ code: JUMP_IF_SET, jt, jf, k });
export const answer = (k: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k });

export const ALLOW = 0x7fff0000;
export const KILL_PROCESS = 0x80000000;
export const errno = (number: number): number => 0x00050000 | number;

/** The kernel's struct sock_filter[], little-endian as on every machine that Deno runs on. */
export function encodeFilter(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 8);
  instructions.forEach(({ code, jf, jt, k }, index) => {
    if (jt > 255 || jf > 255) throw new RangeError(`Cannot encode the filter: jump at ${index} is too far`);
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  });
  return bytes;
}

/** Runs a filter as the kernel would, for tests. */
export function evaluateFilter(bytes: Buffer, data: { nr: number; arch: number; args: readonly bigint[] }): number {
  const input = Buffer.alloc(64);
  input.writeUInt32LE(data.nr >>> 0, 0);
  input.writeUInt32LE(data.arch >>> 0, 4);
  data.args.forEach((value, index) => {
    input.writeBigUInt64LE(BigInt.asUintN(64, value), 16 + index * 8);
  });
  let accumulator = 0;
  for (let pc = 0; pc * 8 < bytes.length; pc++) {
    const code = bytes.readUInt16LE(pc * 8);
    const jt = bytes.readUInt8(pc * 8 + 2);
    const jf = bytes.readUInt8(pc * 8 + 3);
    const k = bytes.readUInt32LE(pc * 8 + 4);
    if (code === RETURN) return k;
    if (code === LOAD_WORD) accumulator = input.readUInt32LE(k);
    else if (code === JUMP_EQUAL) pc += accumulator === k ? jt : jf;
    else if (code === JUMP_GREATER_OR_EQUAL) pc += accumulator >= k ? jt : jf;
    else if (code === JUMP_IF_SET) pc += (accumulator & k) !== 0 ? jt : jf;
    else throw new RangeError(`Cannot evaluate the filter: unknown instruction ${code} at ${pc}`);
  }
  throw new RangeError("Cannot evaluate the filter: it ends without an answer");
}
