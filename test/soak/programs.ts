import type { RunAnswer } from "@sluice/contracts";

/** One kind of run and how to tell that it went as it should. */
export interface Program {
  readonly name: string;
  readonly code: (number: number) => string;
  /** What is wrong with its answer. */
  readonly judge: (answer: RunAnswer, number: number) => string | undefined;
}

const client = 'import { callTool, state, sleep, step } from "./client.ts";\n';

const expects =
  (output: (number: number) => unknown) =>
  (answer: RunAnswer, number: number): string | undefined => {
    const due = JSON.stringify(output(number));
    return JSON.stringify(answer.output) === due ? undefined : `${due} expected, got ${describe(answer)}`;
  };

/** What agents really send, in small. */
export const honest: readonly Program[] = [
  { name: "sum", code: (n) => `return ${n} + 1;`, judge: expects((n) => n + 1) },
  {
    name: "tool",
    code: (n) => `${client}return (await callTool("target.echo", { text: "t${n}" })).text;`,
    judge: expects((n) => `t${n}`),
  },
  {
    name: "many tools",
    code: (n) =>
      `${client}const all = await Promise.all([1, 2, 3, 4].map((k) => callTool("target.echo", { text: k + ":${n}" })));
       return all.map(({ text }) => text);`,
    judge: expects((n) => [1, 2, 3, 4].map((k) => `${k}:${n}`)),
  },
  {
    name: "typescript",
    code: (n) =>
      `enum Size { Small = ${n}, Large }\nconst size: Size = Size.Large;\nconsole.log("size", size);\nreturn { size };`,
    judge: expects((n) => ({ size: n + 1 })),
  },
  {
    name: "files",
    code: (n) => `Deno.writeTextFileSync("f${n % 7}", "v${n}"); return Deno.readTextFileSync("f${n % 7}");`,
    judge: expects((n) => `v${n}`),
  },
  {
    name: "state",
    code: (n) => `${client}await state.set("n", ${n}); return await state.get("n");`,
    judge: expects((n) => n),
  },
  {
    name: "steps",
    code: (n) => `${client}const a = await step("a", () => ${n}); await sleep(5); return await step("b", () => a * 2);`,
    judge: expects((n) => n * 2),
  },
  {
    name: "personal data",
    code: () =>
      `${client}const { email, plan } = await callTool("target.customer", {}); console.log(email); return { email, plan };`,
    judge: (answer) => {
      const output = answer.output as { email?: string; plan?: string } | null;
      const isMasked =
        /^\[EMAIL_\d+\]$/.test(output?.email ?? "") && !JSON.stringify(answer).includes("@customer-mail");
      return output?.plan === "gold" && isMasked ? undefined : `a token expected, got ${describe(answer)}`;
    },
  },
  {
    name: "large result",
    code: (n) => `return Array.from({ length: 3000 }, (_, at) => ({ at, text: "row " + (at + ${n}) }));`,
    judge: (answer) =>
      answer.success && Array.isArray(answer.output) ? undefined : `rows expected, got ${describe(answer)}`,
  },
  {
    name: "failure",
    code: (n) => `throw new TypeError("wrong ${n}");`,
    judge: (answer, n) =>
      answer.error?.message === `wrong ${n}` ? undefined : `an error expected, got ${describe(answer)}`,
  },
  {
    name: "denied tool",
    code: () => `${client}await callTool("target.admin_delete_all", {});`,
    judge: (answer) => (answer.error?.code === "denied" ? undefined : `a denial expected, got ${describe(answer)}`),
  },
];

const ends =
  (...codes: readonly string[]) =>
  (answer: RunAnswer): string | undefined =>
    codes.includes(answer.error?.code ?? "") ? undefined : `${codes.join(" or ")} expected, got ${describe(answer)}`;
const limited = ends("limit_exceeded", "timeout", "guest_error", "sandbox_crashed");

/** What must hurt nobody else. */
export const bombs: readonly Program[] = [
  { name: "heap", code: () => "const kept = []; for (;;) kept.push(new Array(1e5).fill({}));", judge: limited },
  {
    name: "buffers",
    code: () => "const kept = []; for (;;) kept.push(new Uint8Array(16 << 20).fill(1));",
    judge: limited,
  },
  {
    name: "webassembly",
    code: () =>
      "const m = new WebAssembly.Memory({ initial: 1 }); for (;;) { m.grow(200); new Uint8Array(m.buffer).fill(1); }",
    judge: limited,
  },
  {
    name: "workers",
    code: () =>
      'const { Worker } = await import("node:worker_threads"); for (;;) new Worker("for (;;);", { eval: true });',
    judge: limited,
  },
  { name: "output", code: () => 'for (;;) console.log("x".repeat(1000));', judge: limited },
  {
    name: "disk",
    code: () => "const b = new Uint8Array(1 << 20).fill(1); for (let i = 0; ; i++) Deno.writeFileSync('d' + i, b);",
    judge: limited,
  },
  { name: "loop", code: () => "for (;;);", judge: limited },
  {
    name: "stopped process",
    code: () =>
      'const { default: p } = await import("node:process"); p.kill(p.pid, "SIGSTOP"); await new Promise(() => setTimeout(() => {}, 1e6));',
    judge: limited,
  },
  {
    name: "calls",
    code: () =>
      `${client}for (;;) await Promise.all(Array.from({ length: 50 }, () => callTool("target.echo", { text: "x" })));`,
    judge: limited,
  },
  {
    name: "forged frames",
    code: () =>
      'Deno.stdout.writeSync(new TextEncoder().encode(\'{"type":"call","id":"x"}\\n\')); await new Promise(() => setTimeout(() => {}, 1e6));',
    judge: ends("protocol_violation"),
  },
  { name: "exit", code: () => "Deno.exit(0);", judge: ends("sandbox_crashed") },
];

function describe(answer: RunAnswer): string {
  return JSON.stringify(answer.error ?? answer.output).slice(0, 300);
}
