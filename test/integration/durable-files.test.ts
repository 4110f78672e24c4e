import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agent, openWorkflowGateway } from "../fixtures/workflow-gateway.ts";

const client = 'import { waitForEvent } from "./client.ts";\n';
const prepare = 'await Deno.writeTextFile("in.txt", "as it was"); await Deno.mkdir("rows"); return 1;';
const work = `
const text = await Deno.readTextFile("in.txt");
Deno.writeTextFileSync("log.txt", text + "\\n", { append: true });
const names = [];
for await (const entry of Deno.readDir(".")) names.push(entry.name);
const bytes = [...Deno.readFileSync("in.txt")].length;
const { size, isFile, mtime } = await Deno.stat("in.txt");
const missing = await Deno.stat("gone").catch((error) => [error instanceof Deno.errors.NotFound, error.message]);
const closed = await Deno.readTextFile("/etc/passwd").catch((error) => error.name);
const all = [text, names.sort(), bytes, size, isFile, mtime instanceof Date, missing, closed];`;

/** The session's folder on disk. */
function findFolder(dir: string): string {
  const sessions = readdirSync(join(dir, "workspaces")).map((name) => join(dir, "workspaces", name));
  const own = sessions.find((session) => existsSync(join(session, "in.txt")));
  if (own === undefined) throw new Error("No session has the file");
  return own;
}

test("a replay reads files as they were and touches none", async () => {
  await using parts = await openWorkflowGateway();
  await parts.run(prepare);
  const { runId, output } = await parts.run(`${work} return all;`);
  expect(output).toMatchObject([
    "as it was",
    ["in.txt", "log.txt", "rows"],
    9,
    9,
    true,
    true,
    [true, expect.stringContaining("No such file")],
    "NotCapable",
  ]);
  const folder = findFolder(parts.folder.dir);
  writeFileSync(join(folder, "in.txt"), "changed since");
  const replay = await parts.engine.operations.replay(agent, runId, {});
  expect(replay.answer.output).toEqual(output);
  expect(replay.isSame).toEqual({ output: true, logs: true, calls: true });
  expect(readFileSync(join(folder, "log.txt"), "utf8")).toBe("as it was\n");
});

test("a run that resumes reads what it read, and appends nothing twice", async () => {
  await using parts = await openWorkflowGateway();
  await parts.run(prepare);
  const { runId, status } = await parts.run(
    `${client}${work} await waitForEvent("go"); return [...all, await Deno.readTextFile("in.txt")];`,
  );
  expect(status).toBe("waiting");
  const folder = findFolder(parts.folder.dir);
  writeFileSync(join(folder, "in.txt"), "changed since");
  await parts.restart();
  await parts.engine.operations.signal("go", null);
  const { output } = await parts.ended(runId);
  expect(output).toMatchObject([
    "as it was",
    ["in.txt", "log.txt", "rows"],
    9,
    9,
    true,
    true,
    [true, expect.stringContaining("No such file")],
    "NotCapable",
    "changed since",
  ]);
  expect(readFileSync(join(folder, "log.txt"), "utf8")).toBe("as it was\n");
});

test("a replay with other code says where its files depart", async () => {
  await using parts = await openWorkflowGateway();
  await parts.run(prepare);
  const { runId } = await parts.run('return await Deno.readTextFile("in.txt");');
  const other = { code: 'return await Deno.readTextFile("other.txt");' };
  const { answer } = await parts.engine.operations.replay(agent, runId, other);
  expect(answer.error).toMatchObject({ code: "replay_diverged", line: 1 });
  expect(answer.error?.message).toContain('readTextFile("in.txt"), the code asked for readTextFile("other.txt")');
  const more = { code: 'await Deno.readTextFile("in.txt"); return await Deno.remove("in.txt");' };
  expect((await parts.engine.operations.replay(agent, runId, more)).answer.error?.code).toBe("replay_diverged");
  expect(readdirSync(findFolder(parts.folder.dir))).toContain("in.txt");
});

test("a replay tells other contents of the same length apart", async () => {
  await using parts = await openWorkflowGateway();
  const write = (letter: string): string => `await Deno.writeTextFile("in.txt", "${letter}".repeat(100)); return 1;`;
  const { runId } = await parts.run(write("a"));
  const { operations } = parts.engine;
  expect((await operations.replay(agent, runId, { code: write("a") })).answer.status).toBe("completed");
  expect((await operations.replay(agent, runId, { code: write("b") })).answer.error?.code).toBe("replay_diverged");
});

test("a replay is refused what was never noted, such as an open file", async () => {
  await using parts = await openWorkflowGateway();
  await parts.run(prepare);
  const code = `const place = Deno.cwd(); using file = await Deno.open("in.txt", { write: true }); return place;`;
  const { runId, output, status } = await parts.run(code);
  expect(status).toBe("completed");
  const { answer, isSame } = await parts.engine.operations.replay(agent, runId, {});
  expect([answer.error?.name, isSame.output]).toEqual(["NotCapable", false]);
  const placed = await parts.run("return Deno.cwd();");
  expect(placed.output).toBe(output);
  expect((await parts.engine.operations.replay(agent, placed.runId, {})).isSame.output).toBe(true);
});
