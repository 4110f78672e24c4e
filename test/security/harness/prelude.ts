/** What an attack may name, as its process would see it. */
export interface Places {
  readonly workspace: string;
  readonly outside: string;
  readonly otherWorkspace: string;
  readonly generated: string;
  readonly guest: string;
  readonly port: number;
  readonly socket: string;
}

/** How the steps of an attack tell what came of them; a step that succeeds where none may is an escape. */
const steps = [
  "const tell = (mark, name, value) => console.log(mark, name, String(value).replaceAll('\\n', ' ').slice(0, 200));",
  "const told = (error) => (error && error.name) + ' ' + String(error && error.message).split('\\n')[0].slice(0, 120);",
  "const trying = (mark) => async (name, act) => { try { tell(mark, name, await act()); } catch (error) { tell('denied', name, told(error)); } };",
  "const attempt = trying('ESCAPED'), harmless = trying('allowed');",
].join(" ");

/** The attack as it is sent; literal imports name places as `@@outside@@`, since they cannot be computed. */
export function renderAttack(code: string, places: Places): string {
  const constants = Object.entries(places).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const placed = code.replace(/@@(\w+)@@/g, (_match, name: keyof Places) => String(places[name]));
  return `// @ts-nocheck\n${steps} const ${constants.join(", ")};\n${placed}`;
}

export function isEscape(line: string): boolean {
  return /^ESCAPED\b/m.test(line);
}

export function isDenial(line: string): boolean {
  return /^denied\b/m.test(line);
}
