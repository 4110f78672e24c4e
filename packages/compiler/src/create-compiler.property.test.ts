import fc from "fast-check";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost, runCompiled } from "./fake-runtime.ts";

const compiler = createCompiler();
const host = createFakeHost([{ server: "crm", functionName: "getCustomer", module: "" }], { s: "export default 1;" });
const rules = Object.fromEntries(
  ["no-dynamic-code", "no-prototype-tampering", "no-endless-loop", "no-secrets", "no-personal-data"].map(
    (id) => [id, "off"] as const,
  ),
);

const pieces = [
  ...[
    "return",
    "return 1",
    "await x",
    "const a = ",
    "let b",
    "'[EMAIL_1]'",
    "`x [PERSON_2] ${",
    "`",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
  ],
  ...[
    "=>",
    "function f",
    "async ",
    "class A ",
    "extends ",
    "export default ",
    "export const c = 1",
    "export { a }",
    "import x from ",
  ],
  ...[
    "'./servers/crm/index.ts'",
    "'./skills/s.ts'",
    "import('./client.ts')",
    "enum E { A }",
    "namespace N { export const x = 1 }",
  ],
  ...[
    ";",
    "\n",
    "\r\n",
    ",",
    ".",
    "?.",
    "...",
    "=",
    ":",
    "<",
    ">",
    "as any",
    "!",
    "//",
    "/*",
    "*/",
    "/a/",
    "1",
    "#p",
    "@d ",
    "*",
  ],
  ...[
    "throw ",
    "yield ",
    "new ",
    "typeof ",
    "this",
    "super",
    "servers.crm.getCustomer({})",
    "if (1) ",
    "else ",
    "for (;;) ",
    "\u2028",
  ],
];
const mixed = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 14 })
  .map((all) => all.join(" "));

describe("compile()", () => {
  test("compile() gives a module that parses, or a diagnostic with a place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mixed, fc.string({ maxLength: 60 })), async (code) => {
        const program = await compiler.compile({ code, language: "typescript", host, rules, typecheck: "off" });
        if (program.kind === "compiled") {
          expect(
            parseSync("x.js", program.code, { lang: "js", sourceType: "module", showSemanticErrors: true }).errors,
          ).toEqual([]);
          return;
        }
        const lines = code.split("\n");
        const errors = program.diagnostics.filter(({ severity }) => severity === "error");
        expect(errors.length).toBeGreaterThan(0);
        for (const { line, column, message } of errors) {
          expect(message).not.toBe("");
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 800 },
    );
  });
});

const text = fc.constantFrom(
  "[EMAIL_1]",
  "x [PERSON_2] y",
  "TAX_ID_3",
  "plain",
  "",
  "\\x5bEMAIL_1]",
  "it\\'s [CARD_9]",
  "a\\nb PHONE_1",
);
const literal = text.map((inner) => `'${inner}'`);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    fc.constantFrom("1", "null", "context.a"),
    text.map((inner) => `\`${inner}\``),
    fc.tuple(text, tie("expression"), text).map(([a, b, c]) => `\`${a}$\{${b}}${c}\``),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `[${a},${b}]`),
    fc.tuple(text, tie("expression")).map(([a, b]) => `({'${a}':${b},"${a}z":1})`),
    fc.tuple(literal, tie("expression")).map(([a, b]) => `({[${a}]:${b}})`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a}?${b}:${a})`),
    fc
      .tuple(literal, tie("expression"))
      .map(([a, b]) => `((x=${a})=>{switch(x){case${a}:return[x,${b}];default:return'none'}})()`),
    fc
      .tuple(literal, tie("expression"))
      .map(([a, b]) => `(()=>{if(typeof${a}==='string')return${a};else throw ${b}})()`),
    literal.map((a) => `String.raw\`${a}\``),
    literal.map((a) => `new${a}.constructor(1).length`),
    literal.map((a) => `${a}.length`),
    literal.map((a) => `(class{static [${a}]=${a};static 'q EMAIL_1'=2;static m(){return Object.keys(this)}}).m()`),
    literal.map((a) => `(()=>{'use strict EMAIL_1';return ${a}})()`),
    fc.tuple(literal, literal).map(([a, b]) => `(({${a}:x=${b}})=>x)({})`),
    literal.map((a) => `(${a}in{${a}:1})`),
  ),
}));

describe("literals", () => {
  test("taking literals out never changes what a program means", async () => {
    const AsyncFunction = (async () => {}).constructor as new (
      name: string,
      code: string,
    ) => (context: unknown) => Promise<unknown>;
    await fc.assert(
      fc.asyncProperty(expression, async (code) => {
        const context = { a: "[EMAIL_1]" };
        const expected = await new AsyncFunction("context", `"use strict"; return (${code})`)(context);
        for (const source of [`return ${code}`, code, `export default ${code}`]) {
          const program = await compiler.compile({
            code: source,
            language: "typescript",
            host,
            rules,
            typecheck: "off",
          });
          if (program.kind === "rejected") throw new Error(`${source}: ${JSON.stringify(program.diagnostics)}`);
          expect(await runCompiled(program, { context })).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });
});
