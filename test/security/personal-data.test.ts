import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AttackRange, type SentRun } from "./harness/attack-range.ts";
import { customer, personalValues } from "./harness/customer.ts";
import { disguises } from "./harness/disguises.ts";

const read = `import { callTool, display } from "./client.ts";
const customer = await callTool("target.customer", {});
const { full_name, email, phone, card_number, iban, birth_date } = customer;
const values = [full_name, email, phone, card_number, iban, birth_date];
`;

let range: AttackRange;
beforeAll(async () => {
  range = await AttackRange.open("any");
});
afterAll(() => range[Symbol.asyncDispose]());

let sessions = 0;
const send = (code: string, principal = "attacker", session = `pii-${++sessions}`): Promise<SentRun> =>
  range.send(principal, read + code, session);

/** Values that show in what the run let anybody see, or in the gateway's files. */
async function findLeaks(sent: SentRun, traces: (value: string) => readonly string[] = (value) => [value]) {
  const told = (await range.tellOf(sent)) + range.readData();
  return personalValues.filter((value) => traces(value).some((trace) => trace !== "" && told.includes(trace)));
}

describe("a value that code returns does not get out", () => {
  test.each(disguises.map((disguise) => [disguise.name, disguise] as const))("as %s", async (_name, disguise) => {
    const sent = await send(`return values.map((s) => ${disguise.source});`);
    expect(sent.answer?.status).toBe("completed");
    expect(await findLeaks(sent, disguise.traces)).toEqual([]);
    expect(await findLeaks(sent)).toEqual([]);
  });

  test("inside a longer text of base64, at any offset", async () => {
    const sent = await send('return [0, 1, 2].map((shift) => btoa("x".repeat(shift) + JSON.stringify(customer)));');
    const told = Buffer.from(JSON.stringify(sent.answer?.output).replace(/[^A-Za-z0-9+/=]/g, " "));
    const texts = told
      .toString()
      .split(" ")
      .map((text) => Buffer.from(text, "base64").toString());
    expect(personalValues.filter((value) => texts.some((text) => text.includes(value)))).toEqual([]);
  });
});

describe("a value does not get out", () => {
  test.each([
    ["in an error's message", 'throw new Error("bad row " + JSON.stringify(customer));'],
    ["in an error's name", "const error = new Error('x'); error.name = values.join(); throw error;"],
    ["as something thrown", "throw customer;"],
    ["in an error's stack", 'const named = { [email]() { throw new Error("x"); } }; named[email]();'],
    ["in an unhandled rejection", "Promise.reject(new Error(values.join())); return 1;"],
    ["on the console", "console.log(customer); console.error(values.join()); console.table([customer]);"],
    ["on raw standard output", "Deno.stdout.writeSync(new TextEncoder().encode(values.join() + '\\n'));"],
    ["on raw standard error", "Deno.stderr.writeSync(new TextEncoder().encode(values.join() + '\\n'));"],
    [
      "on the console, one piece a line",
      "for (const value of values) for (let at = 0; at < value.length; at += 6) console.log(value.slice(at, at + 6));",
    ],
    ["by display()", "await display(customer); await display({ type: 'text', text: values.join() });"],
    [
      "in a picture that is no picture",
      "await display({ type: 'image', mimeType: 'image/png', data: btoa(values.join()) });",
    ],
    ["in a resource", "await display({ type: 'resource', resource: { uri: 'x:y', text: values.join() } });"],
    ["as a resource's name", "await display({ type: 'resource_link', uri: 'x:' + email, name: values.join() });"],
    [
      "in the name of a tool that does not exist",
      "await callTool('target.' + email, {}).catch((error) => console.log(error.message)); await callTool(full_name + '.x', {});",
    ],
    ["in arguments that a tool refuses", "await callTool('target.echo', { text: 1, [email]: iban });"],
    ["in what a tool says back", "return await callTool('target.echo', { text: values.join('; ') });"],
    ["in the limit that it hits", "for (;;) console.log(values.join());"],
    ["in what is left when it leaves", "console.log(values.join()); Deno.exit(3);"],
  ])("%s", async (_name, code) => {
    expect(await findLeaks(await send(code))).toEqual([]);
  });

  test("in the record of code that is cut in the middle of one", async () => {
    const { email } = customer;
    const start = `// ${"-".repeat(400 - read.length - 3 - email.length / 2)} ${email}\n`;
    const { runId } = await send(`${start}${"// more\n".repeat(100)}return 1;`);
    const runs = await range.gateway.engine.operations.listRuns({ principal: "root", isAdmin: true }, { limit: 1 });
    expect(runs).toMatchObject([{ runId, status: "completed", snippet: expect.stringContaining("----") }]);
    expect(runs[0]?.snippet).not.toContain(email.slice(0, 5));
  });

  test("on the console, put together again from its lines", async () => {
    const code =
      "for (const value of values) for (let at = 0; at < value.length; at += 6) console.log(value.slice(at, at + 6));";
    const { answer, streamed } = await send(code);
    const seen = [answer?.logs.map(({ text }) => text).join("") ?? "", streamed.join("")];
    expect(personalValues.filter((value) => seen.some((text) => text.includes(value)))).toEqual([]);
  });

  test("bit by bit beyond the number of calls that its policy allows", async () => {
    const sent = await send('for (let at = 0; at < 10_000; at++) await callTool("target.echo", { text: "tick" });');
    expect(sent.answer?.error?.code).toBe("limit_exceeded");
    expect(sent.answer?.toolCalls.length).toBeLessThanOrEqual(200);
    expect(await findLeaks(sent)).toEqual([]);
  });

  test("compressed and masked, where the policy seals: code sees tokens alone", async () => {
    const code = `const stream = new Blob([JSON.stringify(values)]).stream().pipeThrough(new CompressionStream("gzip"));
      return btoa(String.fromCharCode(...new Uint8Array(await new Response(stream).arrayBuffer()).map((byte) => byte ^ 0x5a)));`;
    const sent = await send(code, "sealed");
    expect(sent.answer?.status).toBe("completed");
    const packed = Buffer.from(String(sent.answer?.output), "base64").map((byte) => byte ^ 0x5a);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const unpacked = await new Response(stream).text();
    expect(unpacked).toContain("[EMAIL_1]");
    expect(personalValues.filter((value) => unpacked.includes(value))).toEqual([]);
  });

  test("in any disguise, where the policy blocks: the run ends without output", async () => {
    const sent = await send("return values.map((s) => btoa(s));", "blocked");
    expect(sent.answer?.error?.code).toBe("pii_blocked");
    expect(sent.answer?.output).toBeNull();
    expect(await findLeaks(sent, (value) => [btoa(value), value])).toEqual([]);
  });
});

describe("a value does not get to another server", () => {
  test.each([
    ["as it is", "text: email"],
    ["inside a text", "text: 'write to ' + email + ', please'"],
    ["beside others", "text: JSON.stringify(customer)"],
  ])("%s", async (_name, field) => {
    const sent = await send(`await callTool("elsewhere.keep", { ${field} });`);
    expect(sent.answer?.error?.code).toBe("denied");
    expect(range.effects.filter((line) => line.includes(customer.email))).toEqual([]);
    expect(
      range.events.some(({ type, data }) => type === "tool.denied" && "runId" in data && data.runId === sent.runId),
    ).toBe(true);
    expect(await findLeaks(sent)).toEqual([]);
  });

  test("but may go back to its own", async () => {
    const sent = await send('await callTool("target.keep", { text: phone }); return "kept";');
    expect(sent.answer?.output).toBe("kept");
    expect(range.effects).toContain(`kept ${customer.phone}`);
  });
});
