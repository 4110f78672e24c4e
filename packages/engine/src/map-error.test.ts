import type { CompiledProgram } from "@sluice/contracts";
import { expect, test } from "vitest";
import { mapStacks, toEndError, toRunError } from "./map-error.ts";

const program = {
  mapPosition: (line: number, column: number) => (line > 2 ? { line: line - 2, column } : undefined),
} as unknown as CompiledProgram;

test("toRunError() shows the agent's own lines and leaves out our glue", () => {
  const stack = [
    "Error: no",
    "    at inner (program.js:5:3)",
    "    at ours (program.js:1:1)",
    "    at main.ts:7:7",
  ].join("\n");
  expect(toRunError({ name: "Error", message: "no", stack }, program)).toEqual({
    code: "guest_error",
    name: "Error",
    message: "no",
    stack: "Error: no\n    at inner code.ts:3:3",
    line: 3,
    column: 3,
  });
});

test("toRunError() gives no advice about a command line that the agent does not have", () => {
  const message = 'Requires read access to "/etc/passwd", run again with the --allow-read flag';
  const mapped = toRunError({ name: "NotCapable", message, stack: "at program.js:3:1" }, program);
  expect(mapped.message).toBe('Requires read access to "/etc/passwd": the policy gives code no such permission');
  expect(mapped.stack).not.toContain("--allow");
});

test("mapStacks() shows the agent's own lines in what the code printed, and leaves other text alone", () => {
  const text = [
    "Failed: ToolError: no",
    "    at HostCalls.tool (file:///guest/host-calls.ts:58:36)",
    "    at inner (program.js:5:3)",
    "    at async program.js:6:1",
    "    at Program.run (file:///guest/run-program.ts:56:27) {",
    '  code: "denied"',
    "}",
    "    at program.js:5:3, of other text",
  ];
  expect(mapStacks(text.join("\n"), program).split("\n")).toEqual([
    "Failed: ToolError: no",
    "    at inner code.ts:3:3",
    "    at code.ts:4:1 {",
    '  code: "denied"',
    "}",
    "    at program.js:5:3, of other text",
  ]);
});

test("toEndError() tells code that left the process to return", () => {
  const end = { kind: "crashed", exitCode: 0, signal: null, stderr: "" } as const;
  expect(toEndError(end).message).toContain("end the code with return");
  expect(toEndError({ ...end, exitCode: 1, stderr: "out of luck" }).message).toBe(
    "The process ended without a result (exit code 1): out of luck",
  );
});
