/** Makes hostile lines out of well-formed ones. */
export interface Mutator {
  /** One line, mostly with its newline. */
  next(): Buffer;
  /** How much of a pipe is read at once. */
  pieceLength(): number;
}

/** Texts that parsers of JSON and readers of pipes have fallen over. */
const tokens = [
  "__proto__",
  '"__proto__":{"polluted":true},',
  '"\\u005f_proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '{"type":"',
  '"type":"result",',
  "\\u0000",
  "\\ud800",
  "\\",
  '"',
  "[".repeat(40),
  "]".repeat(40),
  '{"a":'.repeat(40),
  "1e999",
  "-0",
  "9007199254740993",
  "null",
  "\u2028",
  "\n",
  "\r\n",
  "\0",
  "\ufeff",
  "x".repeat(5000),
].map((text) => Buffer.from(text, "utf8"));
const badBytes = [Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf8, 0x88])];

export function createMutator(seed: number, frames: readonly string[]): Mutator {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const whole = frames.map((frame) => Buffer.from(frame, "utf8"));

  const splice = (line: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
    Buffer.concat([line.subarray(0, at), insert, line.subarray(at + remove)]);
  const changes: readonly ((line: Buffer) => Buffer)[] = [
    (line) => splice(line, below(line.length), 0, pick(tokens)),
    (line) => splice(line, below(line.length), 1 + below(8), new Uint8Array()),
    (line) => splice(line, below(line.length), 1, Uint8Array.of(below(256))),
    (line) => splice(line, below(line.length), 0, pick(badBytes)),
    (line) => line.subarray(0, below(line.length)),
    (line) => Buffer.concat([line, pick(whole)]),
    (line) => splice(line, below(line.length), below(20), pick(whole).subarray(0, below(60))),
    (line) => splice(line, line.indexOf(123) + 1, 0, pick(tokens)),
  ];

  return {
    next() {
      let line: Buffer = pick(whole);
      for (let count = below(4); count > 0 && line.length > 0; count--) line = pick(changes)(line);
      return random() < 0.97 ? Buffer.concat([line, Buffer.from("\n")]) : line;
    },
    pieceLength: () => (random() < 0.5 ? 65_536 : 1 + below(64)),
  };
}

function createRandom(start: number): () => number {
  let state = (start >>> 0) + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
