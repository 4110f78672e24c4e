import fc from "fast-check";

/** An expression that is a promise, as source. Every call has a key of its own, so that a swapped answer shows. */
type Promising = (key: () => string) => string;
/** A statement that may add to `out`. */
type Statement = (key: () => string) => string;

const ms = fc.integer({ min: 0, max: 15 });
const text =
  (source: string): Promising =>
  () =>
    source;

const { promising } = fc.letrec<{ promising: Promising; group: Promising; block: Promising }>((tie) => ({
  promising: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constant<Promising>((key) => `servers.delays.work({ key: "${key()}" })`),
    fc.constant<Promising>((key) => `servers.delays.work({ key: "${key()}" }).then((value) => value.number)`),
    fc.constant<Promising>((key) => `servers.delays.fail({ key: "${key()}" }).catch((error) => error.message)`),
    fc.constant<Promising>((key) => `servers.delays.fail({ key: "${key()}" })`),
    ms.map((delay) => text(`new Promise((done) => setTimeout(() => done(Date.now()), ${delay}))`)),
    ms.map((delay) => text(`sleep(${delay}).then(() => Math.random())`)),
    fc.constant(text('Promise.reject(new Error("own " + Math.random()))')),
    fc.constant(text("Promise.resolve(crypto.randomUUID())")),
    tie("group"),
    tie("block"),
  ),
  group: fc
    .tuple(
      fc.constantFrom("all", "allSettled", "race", "any"),
      fc.array(tie("promising"), { minLength: 1, maxLength: 4 }),
    )
    .map(([kind, members]): Promising => {
      return (key) => `Promise.${kind}([${members.map((member) => member(key)).join(", ")}])`;
    }),
  block: fc.array(tie("promising"), { minLength: 1, maxLength: 3 }).map((steps): Promising => {
    return (key) =>
      `(async () => { const own = []; ${steps.map((step) => `own.push(await ${step(key)});`).join(" ")} return own; })()`;
  }),
}));

const read = (source: string): fc.Arbitrary<Statement> => fc.constant(() => `out.push(${source});`);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  {
    weight: 6,
    arbitrary: promising.map(
      (one): Statement =>
        (key) =>
          `out.push(await caught(${one(key)}));`,
    ),
  },
  {
    weight: 1,
    arbitrary: promising.map(
      (one): Statement =>
        (key) =>
          `later.push(caught(${one(key)}));`,
    ),
  },
  { weight: 1, arbitrary: fc.constant<Statement>(() => "if (later.length > 0) out.push(await later.pop());") },
  { weight: 1, arbitrary: read("Math.random()") },
  { weight: 1, arbitrary: read("Date.now(), new Date().toISOString(), Math.round(performance.now())") },
  { weight: 1, arbitrary: read("crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]") },
  { weight: 1, arbitrary: fc.constant<Statement>(() => 'console.log("at", out.length, out.at(-1), Date.now());') },
  {
    weight: 1,
    arbitrary: fc.tuple(promising, fc.integer({ min: 1, max: 3 })).map(([one, rounds]): Statement => {
      return (key) => `for await (const value of generate(${rounds}, () => caught(${one(key)}))) out.push(value);`;
    }),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 3 }).map((times): Statement => {
      return () =>
        `await new Promise((done) => { let left = ${times}; const timer = setInterval(() => { out.push(Date.now()); if (--left <= 0) { clearInterval(timer); done(); } }, 3); });`;
    }),
  },
  { weight: 1, arbitrary: fc.constant<Statement>((key) => `out.push(await helper("${key()}"));`) },
  {
    weight: 1,
    arbitrary: fc.constant<Statement>((key) => `out.push(await servers.skills.helper({ key: "${key()}" }));`),
  },
  {
    weight: 1,
    arbitrary: promising.map((one): Statement => {
      return (key) => `out.push(await step("step", async () => [Math.random(), await caught(${one(key)})]));`;
    }),
  },
  {
    weight: 1,
    arbitrary: promising.map((one): Statement => {
      return (key) => `if (JSON.stringify(out).length % 2 === 0) out.push(await caught(${one(key)}));`;
    }),
  },
  { weight: 1, arbitrary: read('await digest("x" + out.length)') },
  { weight: 1, arbitrary: read('await Deno.readTextFile("shared.txt").catch((error) => error.name)') },
  {
    weight: 1,
    arbitrary: fc.constant<Statement>(
      (key) => `Deno.writeTextFileSync("shared.txt", "${key()} " + Math.random() + "\\n", { append: true });`,
    ),
  },
);

export const helperSkill = `export default async function helper(input) {
  const key = typeof input === "string" ? input : input.key;
  const [a, b] = await Promise.all([servers.delays.work({ key: key + " a" }), servers.delays.work({ key: key + " b" })]);
  console.log("helper", a.number, Math.random());
  return [a.number < b.number, Math.random(), Date.now()];
}
`;

const head = `import { sleep, step } from "./client.ts";
import helper from "./skills/helper.ts";
const out: any[] = [];
const later: Promise<any>[] = [];
const caught = (promise: Promise<any>): Promise<any> => promise.catch((error) => error.errors?.map((one: any) => one.message) ?? error.message);
async function* generate(rounds: number, next: () => Promise<any>) { for (let i = 0; i < rounds; i++) yield await next(); }
async function digest(value: string) { return [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value)))].slice(0, 4); }
`;

/** Sequences, parallel groups, races, timers, generators, skills, randomness, time, steps and errors; ends well or not. */
export const randomProgram: fc.Arbitrary<string> = fc
  .tuple(fc.array(statement, { minLength: 1, maxLength: 8 }), fc.constantFrom("return", "return", "return", "throw"))
  .map(([statements, end]) => {
    let keys = 0;
    const key = (): string => `k${++keys}`;
    const body = statements.map((one) => one(key)).join("\n");
    const last = end === "return" ? "return out;" : 'throw new Error("at the end " + JSON.stringify(out));';
    return `${head}${body}\nwhile (later.length > 0) out.push(await later.pop());\n${last}`;
  });
