import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AttackRange } from "./harness/attack-range.ts";
import { personalValues } from "./harness/customer.ts";

/** Ways to write a text so that a person sees nothing of it, as source for the sandbox. */
const disguises: readonly (readonly [name: string, source: string])[] = [
  ["zero-width bits", bits("\\u200b", "\\u200c")],
  ["invisible operators", bits("\\u2062", "\\u2063")],
  ["bidirectional marks", bits("\\u200e", "\\u202c")],
  ["deprecated format characters", bits("\\u206a", "\\u206f")],
  ["fillers of Hangul", bits("\\u3164", "\\u115f")],
  ["half-width fillers and joiners", bits("\\uffa0", "\\u034f")],
  ["selectors of Mongolian", bits("\\u180b", "\\u180c")],
  ["marks of annotations", bits("\\ufff9", "\\ufffb")],
  ["musical marks", bits("\\u{1d173}", "\\u{1d17a}")],
  [
    "variation selectors, a byte each",
    "[...new TextEncoder().encode(s)].map((n) => String.fromCodePoint(n < 16 ? 0xfe00 + n : 0xe0100 + n - 16)).join('')",
  ],
  ["variation selectors, half a byte each", halves("0xfe00")],
  ["unassigned of plane 14", "[...s].map((c) => String.fromCodePoint(0xe0200 + c.charCodeAt(0))).join('')"],
  ["shorthand marks", bits("\\u{1bca0}", "\\u{1bca3}")],
];

const tags = "[...s].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')";

/** Eight in a row are no emoji and no script. */
const hidden = /(?:(?![\u{e0000}-\u{e007f}])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]){8,}/u;

let range: AttackRange;
beforeAll(async () => {
  range = await AttackRange.open("any");
});
afterAll(() => range[Symbol.asyncDispose]());

let sessions = 0;
const send = (source: string, how: string) =>
  range.send(
    "attacker",
    `import { callTool, display } from "./client.ts";
const s = JSON.stringify(await callTool("target.customer", {}));
const hidden = ${source};
${how}`,
    `hidden-${++sessions}`,
  );

describe.each(disguises)("personal data as %s does not leave", (_name, source) => {
  test.each([
    ["in the output", 'return "report ready" + hidden;'],
    ["in an object's keys", 'return { ["report" + hidden]: "ready" };'],
    ["in JSON inside a text", 'return JSON.stringify({ report: "ready" + hidden });'],
    ["on the console", 'console.log("report ready" + hidden);'],
    ["by display()", 'await display({ type: "text", text: "report ready" + hidden });'],
    ["in an error", 'throw new Error("report failed" + hidden);'],
    ["in an error's name", 'const error = new Error("x"); error.name = "Error" + hidden; throw error;'],
    ["in the name of a tool", 'await callTool("target.echo" + hidden, {});'],
  ])("%s", async (_where, how) => {
    const sent = await send(source, how);
    const told = await range.tellOf(sent);
    expect(told).toContain(sent.runId);
    expect(hidden.exec(told)?.[0]).toBeUndefined();
  });
});

test("personal data in tag characters beside zero-width bits does not leave", async () => {
  const sent = await send(`${tags} + ${bits("\\u200b", "\\u200c")}`, 'return "report ready" + hidden;');
  expect(sent.answer?.status).toBe("completed");
  const told = await range.tellOf(sent);
  const untagged = told.replace(/[\u{e0000}-\u{e007f}]/gu, (tag) =>
    String.fromCharCode((tag.codePointAt(0) ?? 0) & 0x7f),
  );
  expect(personalValues.filter((value) => untagged.includes(value))).toEqual([]);
  expect(hidden.exec(told)?.[0]).toBeUndefined();
});

test("emoji, flags and scripts that need invisible characters leave as they are", async () => {
  const text = "👩‍👩‍👧‍👦 ❤️‍🔥 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} می‌خواهم 葛\u{e0100}";
  const sent = await range.send("attacker", `return ${JSON.stringify(text)};`, "seen");
  expect(sent.answer?.output).toBe(text);
});

function bits(zero: string, one: string): string {
  return `[...new TextEncoder().encode(s)].map((n) => n.toString(2).padStart(8, "0").replace(/0/g, "${zero}").replace(/1/g, "${one}")).join("")`;
}

function halves(base: string): string {
  return `[...new TextEncoder().encode(s)].map((n) => String.fromCharCode(${base} + (n >> 4), ${base} + (n & 15))).join("")`;
}
