/** Words of one command line, with quotes as a shell reads them; enough for what documentation shows. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/g)) {
    if (match[0].startsWith("#")) break;
    words.push(match[0].replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_all, a, b, c) => a ?? b ?? c));
  }
  return words;
}

/** Lines of a shell snippet: continued ones joined, chains and pipes parted, comments and variables left out. */
export function commandsOf(snippet: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  for (const line of snippet.replace(/\\\n/g, " ").split("\n")) {
    let current: string[] = [];
    for (const word of shellWords(line)) {
      if (word === "&&" || word === "|" || word === ";") {
        commands.push(current);
        current = [];
      } else if (current.length > 0 || !/^[A-Z_]+=/.test(word)) current.push(word);
    }
    commands.push(current);
  }
  return commands.filter((command) => command.length > 0);
}
