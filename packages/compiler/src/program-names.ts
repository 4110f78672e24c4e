/** Names of our own glue, sharing a prefix that occurs in none of the program's sources. */
export interface ProgramNames {
  readonly rt: string;
  /** Marks a top-level return while the code is no function; see `transformModule`. */
  readonly result: string;
  /** Value of an `export default` that has no name. */
  readonly fallback: string;
  skill(index: number): string;
  node(index: number): string;
  module(index: number): string;
}

export function createProgramNames(
  texts: readonly string[],
  identifiers: readonly ReadonlySet<string>[],
): ProgramNames {
  let prefix = "$s_";
  for (let count = 1; isTaken(prefix, texts, identifiers); count++) prefix = `$s${count}_`;
  return {
    rt: `${prefix}rt`,
    result: `${prefix}result`,
    fallback: `${prefix}default`,
    skill: (index) => `${prefix}skill${index}`,
    node: (index) => `${prefix}node${index}`,
    module: (index) => `${prefix}module${index}`,
  };
}

/** Identifiers may be spelled with escapes, so their read form counts beside the text. */
function isTaken(prefix: string, texts: readonly string[], identifiers: readonly ReadonlySet<string>[]): boolean {
  if (texts.some((text) => text.includes(prefix))) return true;
  return identifiers.some((names) => [...names].some((name) => name.startsWith(prefix)));
}
