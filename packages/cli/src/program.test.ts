import { describe, expect, test } from "vitest";
import { createProgram } from "./program.ts";

async function optionsOf(line: readonly string[]): Promise<Record<string, unknown>> {
  const program = createProgram();
  const rollback = program.commands
    .find((command) => command.name() === "runs")
    ?.commands.find((command) => command.name() === "rollback");
  let seen: Record<string, unknown> = {};
  rollback?.action((_runId, options) => {
    seen = options;
  });
  await program.parseAsync([...line], { from: "user" });
  return seen;
}

describe("createProgram()", () => {
  test.each([
    ["after the command", ["runs", "rollback", "run_1", "--data", "elsewhere", "--json"]],
    ["before it", ["runs", "--data", "elsewhere", "--json", "rollback", "run_1"]],
  ])("gives a command the options that its parent knows too, %s", async (_where, line) => {
    expect(await optionsOf(line)).toMatchObject({ data: "elsewhere", json: true });
  });
});
