import {
  EngineError,
  type PublishSkillRequest,
  skillMetadataSchema,
  skillNameSchema,
  skillVersionSchema,
} from "@sluice/contracts";
import { z } from "zod";
import { MAX_CODE_BYTES, MAX_METADATA_BYTES } from "./skill-layout.ts";

const requestSchema = z.object({
  name: skillNameSchema,
  description: skillMetadataSchema.shape.description,
  code: z.string(),
  requiredTools: skillVersionSchema.shape.requiredTools,
  inputSchema: skillVersionSchema.shape.inputSchema,
  outputSchema: skillVersionSchema.shape.outputSchema,
  createdBy: z.string().max(1_024),
  policy: z.string().max(256),
  fromRun: z.string().max(256).optional(),
});

/** Returns the request with its description trimmed. @throws EngineError `bad_input` */
export function checkPublishRequest(request: PublishSkillRequest): PublishSkillRequest {
  const description = request.description.trim().toWellFormed();
  const result = requestSchema.safeParse({ ...request, description });
  const name = request.name.slice(0, 80);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new EngineError(
      "bad_input",
      `Cannot publish skill "${name}": its ${issue?.path.join(".")} is wrong, ${adviceFor(issue)}`,
    );
  }
  if (request.code.trim() === "")
    throw new EngineError(
      "bad_input",
      `Cannot publish skill "${name}": its code is empty, give a module with export default`,
    );
  const bytes = Buffer.byteLength(request.code);
  if (bytes > MAX_CODE_BYTES) {
    throw new EngineError(
      "bad_input",
      `Cannot publish skill "${name}": its code has ${bytes} bytes, at most ${MAX_CODE_BYTES} will do`,
    );
  }
  if (!request.code.isWellFormed()) {
    throw new EngineError(
      "bad_input",
      `Cannot publish skill "${name}": its code has half a character (a lone surrogate), write it as an escape`,
    );
  }
  const schemaChars = JSON.stringify([request.inputSchema, request.outputSchema, request.requiredTools]).length;
  if (schemaChars > MAX_METADATA_BYTES / 16) {
    throw new EngineError(
      "bad_input",
      `Cannot publish skill "${name}": its schemas have ${schemaChars} characters, at most ${MAX_METADATA_BYTES / 16} will do`,
    );
  }
  return { ...request, description };
}

function adviceFor(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.path[0]) {
    case "name":
      return "use lower-case letters, digits and single hyphens, at most 64";
    case "description":
      return "write 1 to 1024 characters";
    default:
      return issue?.message ?? "it has another form";
  }
}
