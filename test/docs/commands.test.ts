import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import {
  EXIT_FAILED,
  EXIT_INTERNAL,
  EXIT_OK,
  EXIT_USAGE,
  EXIT_WAITING,
  toExitCode,
} from "../../packages/cli/src/exit-codes.ts";
import { createProgram } from "../../packages/cli/src/program.ts";
import { codeSpansOf, type Doc, fencesOf, readDoc, readDocs, root, tableOf, wordsOf } from "./markdown.ts";
import { commandsOf, shellWords } from "./shell-words.ts";

type Command = ReturnType<typeof createProgram>;

const docs = readDocs();
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const npmCommands = new Set(["install", "test", "start", "ci"]);

/** What is wrong with a line of `sluice`, without its first word; undefined: it can be typed. Runs nothing. */
function findProblem(words: readonly string[], isWhole: boolean): string | undefined {
  let command: Command = createProgram();
  let rest = [...words];
  for (let next = childOf(command, rest[0]); next !== undefined; next = childOf(command, rest[0])) {
    command = next;
    rest = rest.slice(1);
  }
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  if (command.parent === null)
    return rest.every((word) => word === "--help" || word === "--version") ? undefined : `no command "${rest[0]}"`;
  if (rest.includes("--help")) return undefined;
  let parsed: ReturnType<Command["parseOptions"]>;
  try {
    parsed = command.parseOptions(rest);
  } catch (error) {
    return (error as Error).message;
  }
  const unknown = parsed.unknown.find((word) => word.startsWith("-") && word !== "-");
  if (unknown !== undefined) return `${command.name()} has no option ${unknown}`;
  const operands = [...parsed.operands, ...parsed.unknown];
  const { registeredArguments } = command;
  const isVariadic = registeredArguments.at(-1)?.variadic === true;
  if (!isVariadic && operands.length > registeredArguments.length)
    return `${command.name()} takes no "${operands.at(-1)}"`;
  if (!isWhole) return undefined;
  if (operands.length < registeredArguments.filter((argument) => argument.required).length)
    return `${command.name()} misses an argument`;
  const missing = command.options.find(
    (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
  );
  if (missing !== undefined) return `${command.name()} needs ${missing.long}`;
  return command.commands.length > 0 && registeredArguments.length === 0 && command.name() !== "skills"
    ? `${command.name()} needs a subcommand`
    : undefined;
}

const childOf = (command: Command, name: string | undefined): Command | undefined =>
  command.commands.find((child) => child.name() === name);

/** A line that starts `sluice`, `npx sluice` or the linked program, after whatever starts it. */
function sluiceWords(words: readonly string[]): readonly string[] | undefined {
  const separator = words.indexOf("--");
  const own = words[0] === "claude" && separator > 0 ? words.slice(separator + 1) : words;
  const at = own[0] === "npx" ? 1 : 0;
  return /^(?:.*\/)?sluice$/.test(own[at] ?? "") ? own.slice(at + 1) : undefined;
}

const isShell = (language: string): boolean => ["sh", "bash", "console", "shell"].includes(language);
const shellLines = (doc: Doc) =>
  fencesOf(doc)
    .filter(({ language }) => isShell(language))
    .flatMap(({ body }) => commandsOf(body));

describe("commands in the documentation", () => {
  it.each(docs)("$path shows only sluice commands that can be typed", (doc) => {
    const whole = shellLines(doc).flatMap((words) => {
      const own = sluiceWords(words);
      const problem = own === undefined ? undefined : findProblem(own, true);
      return problem === undefined ? [] : [`${words.join(" ")}: ${problem}`];
    });
    // Those in a sentence may leave something out.
    const mentioned = codeSpansOf(doc).flatMap((span) => {
      const own = /^(?:npx )?sluice /.test(span) ? sluiceWords(shellWords(span)) : undefined;
      const problem = own === undefined ? undefined : findProblem(own, false);
      return problem === undefined ? [] : [`${span}: ${problem}`];
    });
    expect([...whole, ...mentioned]).toEqual([]);
  });

  it.each(docs)("$path names only npm scripts that there are", (doc) => {
    const words = [...shellLines(doc), ...codeSpansOf(doc).flatMap(commandsOf)].filter(
      ([program]) => program === "npm",
    );
    const unknown = words.filter(([, verb = "", name = ""]) =>
      verb === "run"
        ? scripts[name] === undefined
        : !npmCommands.has(verb) || (verb !== "install" && verb !== "ci" && scripts[verb] === undefined),
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    ["nope", 'no command "nope"'],
    ["run", "run misses an argument"],
    ["run a.ts b.ts", 'run takes no "b.ts"'],
    ["run a.ts --typecheck maybe", "--typecheck"],
    ["runs prune", "prune needs --days"],
    ["search x --nope", "search has no option --nope"],
    ["policy", "policy needs a subcommand"],
  ])("findProblem() finds what is wrong with: sluice %s", (line, problem) => {
    expect(findProblem(shellWords(line), true)).toContain(problem);
  });

  it("commandsOf() reads lines as a shell does", () => {
    const snippet =
      "A=1 sluice run - \\\n  --context '{\"a\": 1}' # why\nnpm install && npm test\necho x | npx sluice runs";
    expect(commandsOf(snippet)).toEqual([
      ["sluice", "run", "-", "--context", '{"a": 1}'],
      ["npm", "install"],
      ["npm", "test"],
      ["echo", "x"],
      ["npx", "sluice", "runs"],
    ]);
  });
});

interface Listed {
  readonly path: string;
  readonly command: Command;
}

function listCommands(command: Command, path: readonly string[] = []): readonly Listed[] {
  return command.commands.flatMap((child) => {
    const own = [...path, child.name()];
    const isOnlyGroup =
      child.commands.length > 0 && (child as unknown as { _actionHandler?: unknown })._actionHandler == null;
    return [...(isOnlyGroup ? [] : [{ path: own.join(" "), command: child }]), ...listCommands(child, own)];
  });
}

describe("docs/CLI.md", () => {
  const doc = readDoc("docs/CLI.md");
  const commands = listCommands(createProgram());
  const shared = new Set(commands[0]?.command.options.slice(0, 10).map((option) => option.flags));

  it("has every command with its arguments, and no other", () => {
    const real = commands.map(({ path, command }) => {
      const words = command.registeredArguments.map((argument) => {
        const name = argument.name() + (argument.variadic ? "..." : "");
        return argument.required ? `<${name}>` : `[${name}]`;
      });
      return ["sluice", path, ...words].join(" ");
    });
    expect(
      tableOf(doc, "command", "what it does")
        .flatMap(([cell]) => wordsOf(cell))
        .sort(),
    ).toEqual(real.sort());
  });

  it("has the options of every command, and no other", () => {
    expect(
      tableOf(doc, "option", "meaning")
        .flatMap(([cell]) => wordsOf(cell))
        .sort(),
    ).toEqual([...shared].sort());
    const real = commands.flatMap(({ path, command }) =>
      command.options.filter((option) => !shared.has(option.flags)).map((option) => `${path}: ${option.flags}`),
    );
    const written = tableOf(doc, "command", "option").map(
      ([path, option]) => `${wordsOf(path)[0]}: ${wordsOf(option)[0]}`,
    );
    expect(written.sort()).toEqual(real.sort());
  });

  it("lists the exit codes that the command really has", () => {
    const written = Object.fromEntries(
      tableOf(doc, "code", "when").flatMap(([exit, , codes]) => wordsOf(codes).map((code) => [code, Number(exit)])),
    );
    expect(written).toEqual(Object.fromEntries(Object.keys(errorTable).map((code) => [code, toExitCode(code)])));
    const rows = tableOf(doc, "code", "when").map(([exit]) => Number(exit));
    const all = new Set([
      ...Object.values(errorTable).map((traits) => traits.exitCode),
      ...[EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_WAITING, EXIT_INTERNAL],
    ]);
    expect(rows).toEqual([...all].sort((a, b) => a - b));
  });
});
