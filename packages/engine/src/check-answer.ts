import {
  type Codegen,
  createToolEntry,
  EngineError,
  type Json,
  type JsonSchema,
  type WaitRecord,
} from "@sluice/contracts";

/** The answer must fit the schema that the code gave with its question. @throws EngineError `invalid_arguments` */
export function checkAnswer(codegen: Pick<Codegen, "checkArguments">, wait: WaitRecord, answer: Json): void {
  if (wait.schema === undefined || wait.schema === null) return;
  const { $defs, definitions, ...schema } = Object(wait.schema) as Record<string, JsonSchema>;
  const inputSchema = {
    type: "object",
    properties: { answer: typeof wait.schema === "boolean" ? wait.schema : schema },
    required: ["answer"],
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  } as unknown as JsonSchema;
  const entry = createToolEntry("engine", { name: "answer", description: "", inputSchema, annotations: {} });
  const problems = codegen.checkArguments(entry, { answer });
  if (problems.length === 0) return;
  const list = problems.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  throw new EngineError("invalid_arguments", `Cannot answer question ${wait.callId}: ${list.join("; ")}`);
}
