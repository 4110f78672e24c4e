/** One step of a program over characters; `next` and `other` are places in it. */
export type Instruction =
  | { readonly op: "character"; readonly accepts: (character: string) => boolean }
  | { readonly op: "split"; next: number; other: number }
  | { readonly op: "jump"; next: number }
  | { readonly op: "assert"; readonly kind: "start" | "end" | "boundary" | "inside" }
  | { readonly op: "match" };

const maxPatternChars = 2_000;
const maxInstructions = 4_000;
const maxNesting = 60;

/**
 * Regular expression text to a program without backtracking. Undefined for what no such program can say
 * (look-around, back-references), for what is not legal, and for what grows too large.
 */
export function parsePattern(source: string): readonly Instruction[] | undefined {
  if (source.length > maxPatternChars) return undefined;
  const flags = findFlags(source);
  if (flags === undefined) return undefined;
  const program: Instruction[] = [];
  const accepts = new Map<string, (character: string) => boolean>();
  let at = 0;
  let nesting = 0;

  /** @returns whether the whole was understood */
  function parseAlternatives(): boolean {
    nesting += 1;
    if (nesting > maxNesting) return false;
    const start = program.length;
    if (!parseSequence()) return false;
    while (source[at] === "|") {
      at += 1;
      // split(first, second) first jump(end) second
      insert(start, { op: "split", next: start + 1, other: program.length + 2 });
      const jump: Instruction = { op: "jump", next: -1 };
      program.push(jump);
      if (!parseSequence()) return false;
      jump.next = program.length;
    }
    nesting -= 1;
    return program.length <= maxInstructions;
  }

  function parseSequence(): boolean {
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      const start = program.length;
      if (!parseAtom() || !parseQuantifier(start) || program.length > maxInstructions) return false;
    }
    return true;
  }

  function parseAtom(): boolean {
    const character = source[at];
    if (character === "(") return parseGroup();
    if (character === "^" || character === "$") {
      at += 1;
      program.push({ op: "assert", kind: character === "^" ? "start" : "end" });
      return true;
    }
    if (character === "\\" && (source[at + 1] === "b" || source[at + 1] === "B")) {
      program.push({ op: "assert", kind: source[at + 1] === "b" ? "boundary" : "inside" });
      at += 2;
      return true;
    }
    const text = readAtom(source, at);
    if (text === undefined) return false;
    at += text.length;
    program.push({ op: "character", accepts: toAccepts(text) });
    return true;
  }

  function parseGroup(): boolean {
    const head = /^\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/.exec(source.slice(at, at + 80))?.[0];
    if (head === undefined) return false;
    at += head.length;
    if (!parseAlternatives() || source[at] !== ")") return false;
    at += 1;
    return true;
  }

  function parseQuantifier(start: number): boolean {
    const text = /^(?:[*+?]|\{(\d{1,5})(,(\d{0,5}))?\})\??/.exec(source.slice(at, at + 20))?.[0];
    if (text === undefined) return true;
    at += text.length;
    const [low, high] = readBounds(text);
    const unit = program.splice(start);
    // Copies, each moved to its own place; then as many optional ones, or a loop.
    const copies = high === Number.POSITIVE_INFINITY ? Math.max(low, 1) : high;
    if (unit.length * copies > maxInstructions) return false;
    for (let copy = 0; copy < low; copy += 1) append(unit, start);
    if (high === Number.POSITIVE_INFINITY) {
      const loop = program.length;
      program.push({ op: "split", next: loop + 1, other: loop + unit.length + 2 });
      append(unit, start);
      program.push({ op: "jump", next: loop });
      return true;
    }
    const end = program.length + (high - low) * (unit.length + 1);
    for (let copy = low; copy < high; copy += 1) {
      program.push({ op: "split", next: program.length + 1, other: end });
      append(unit, start);
    }
    return true;
  }

  function append(unit: readonly Instruction[], from: number): void {
    const shift = program.length - from;
    for (const instruction of unit) program.push(move(instruction, 0, shift));
  }

  function insert(place: number, instruction: Instruction): void {
    for (let each = place; each < program.length; each += 1) {
      program[each] = move(program[each] as Instruction, place, 1);
    }
    program.splice(place, 0, instruction);
  }

  function toAccepts(text: string): (character: string) => boolean {
    const known = accepts.get(text);
    if (known !== undefined) return known;
    // One character against one atom: nothing to backtrack over.
    const expression = new RegExp(`^${text}$`, flags);
    const isLiteral = /^[\w\s@:;,/#%&=<>!"'~`-]$/.test(text);
    const made = isLiteral
      ? (character: string) => character === text
      : (character: string) => expression.test(character);
    accepts.set(text, made);
    return made;
  }

  if (!parseAlternatives() || at < source.length) return undefined;
  program.push({ op: "match" });
  return program;
}

/** Legal with or without the `u` flag, else undefined: JSON Schema asks for `u`, many patterns are written without. */
function findFlags(source: string): string | undefined {
  for (const flags of ["u", ""]) {
    try {
      new RegExp(source, flags);
      return flags;
    } catch {
      // The other one may do.
    }
  }
  return undefined;
}

/** Text of one atom that stands for exactly one character. */
function readAtom(source: string, at: number): string | undefined {
  const rest = source.slice(at);
  if (rest.startsWith("[")) return /^\[(?:[^\\\]]|\\[\s\S])*\]/.exec(rest)?.[0];
  if (rest.startsWith("\\")) {
    return /^\\(?:[pP]\{[^}]{1,80}\}|u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|0(?!\d)|[dDsSwWtnrfv]|[^A-Za-z0-9])/u.exec(
      rest,
    )?.[0];
  }
  if (/^[*+?)]/.test(rest)) return undefined;
  return /^./su.exec(rest)?.[0];
}

function readBounds(text: string): readonly [number, number] {
  if (text.startsWith("*")) return [0, Number.POSITIVE_INFINITY];
  if (text.startsWith("+")) return [1, Number.POSITIVE_INFINITY];
  if (text.startsWith("?")) return [0, 1];
  const [, low = "0", comma, high = ""] = /^\{(\d+)(,(\d*))?\}/.exec(text) ?? [];
  if (comma === undefined) return [Number(low), Number(low)];
  return [Number(low), high === "" ? Number.POSITIVE_INFINITY : Number(high)];
}

function move(instruction: Instruction, from: number, shift: number): Instruction {
  const place = (target: number): number => (target >= from ? target + shift : target);
  if (instruction.op === "jump") return { op: "jump", next: place(instruction.next) };
  if (instruction.op === "split") {
    return { op: "split", next: place(instruction.next), other: place(instruction.other) };
  }
  return instruction;
}
