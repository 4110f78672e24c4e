import { type Instruction, parsePattern } from "./parse-pattern.ts";

export interface LinearPattern {
  /** Whether the pattern matches anywhere in the text. Time grows with the text's length times the pattern's, never faster. */
  test(text: string): boolean;
}

/** Characters times instructions of one test: beyond it the text counts as matching. */
const maxSteps = 4_000_000;

/** Undefined where the pattern cannot be run in linear time; the caller then does without it. */
export function compilePattern(source: string): LinearPattern | undefined {
  const program = parsePattern(source);
  return program === undefined ? undefined : { test: (text) => runProgram(program, text) };
}

/** All ways through the program at once, one character after the other. */
function runProgram(program: readonly Instruction[], text: string): boolean {
  if (text.length * program.length > maxSteps) return true;
  const characters = [...text];
  const seenAt = new Int32Array(program.length).fill(-1);
  let current: number[] = [];
  const stack: number[] = [];

  /** Follows what takes no character. @returns whether the end of the program is reached */
  const enter = (start: number, threads: number[], position: number): boolean => {
    stack.push(start);
    while (stack.length > 0) {
      const place = stack.pop() as number;
      if (seenAt[place] === position) continue;
      seenAt[place] = position;
      const instruction = program[place] as Instruction;
      if (instruction.op === "match") return true;
      if (instruction.op === "character") threads.push(place);
      else if (instruction.op === "jump") stack.push(instruction.next);
      else if (instruction.op === "split") stack.push(instruction.other, instruction.next);
      else if (holds(instruction.kind, characters, position)) stack.push(place + 1);
    }
    return false;
  };

  for (let position = 0; position <= characters.length; position += 1) {
    if (enter(0, current, position)) return true;
    const character = characters[position];
    if (character === undefined) return false;
    const next: number[] = [];
    for (const place of current) {
      const instruction = program[place] as Instruction;
      if (instruction.op !== "character" || !instruction.accepts(character)) continue;
      if (enter(place + 1, next, position + 1)) return true;
    }
    current = next;
  }
  return false;
}

function holds(
  kind: "start" | "end" | "boundary" | "inside",
  characters: readonly string[],
  position: number,
): boolean {
  if (kind === "start") return position === 0;
  if (kind === "end") return position === characters.length;
  const isBoundary = isWord(characters[position - 1]) !== isWord(characters[position]);
  return kind === "boundary" ? isBoundary : !isBoundary;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
