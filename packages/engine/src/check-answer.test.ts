import type { ArgumentProblem, JsonObject, ToolEntry, WaitRecord } from "@sluice/contracts";
import { expect, test } from "vitest";
import { checkAnswer } from "./check-answer.ts";

const wait = (schema?: WaitRecord["schema"]): WaitRecord => ({
  runId: "run_1",
  callId: 3,
  kind: "question",
  createdAtMs: 0,
  ...(schema === undefined ? {} : { schema }),
});

test("checkAnswer() asks the checker about the answer under its own name, definitions at the top", () => {
  const seen: { entry: ToolEntry; args: JsonObject }[] = [];
  const codegen = {
    checkArguments: (entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[] => {
      seen.push({ entry, args });
      return [];
    },
  };
  checkAnswer(codegen, wait({ $ref: "#/$defs/n", $defs: { n: { type: "integer" } } }), 7);
  expect(seen[0]?.args).toEqual({ answer: 7 });
  expect(seen[0]?.entry.inputSchema).toMatchObject({
    properties: { answer: { $ref: "#/$defs/n" } },
    required: ["answer"],
    $defs: { n: { type: "integer" } },
  });
  checkAnswer(codegen, wait(), "anything");
  expect(seen).toHaveLength(1);
});

test("checkAnswer() refuses with what does not fit", () => {
  const codegen = { checkArguments: () => [{ path: "answer", message: "expected integer, got string" }] };
  expect(() => checkAnswer(codegen, wait({ type: "integer" }), "x")).toThrow(
    "Cannot answer question 3: answer expected integer, got string",
  );
});
