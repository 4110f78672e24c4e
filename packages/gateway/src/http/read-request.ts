import { readRequestBody } from "@modelcontextprotocol/server";
import { EngineError } from "@sluice/contracts";
import type { Context } from "hono";
import type { z } from "zod";

/** Well over what a run may be given; without a bound one request could take all memory. */
export const MAX_BODY_BYTES: number = 32 * 1024 * 1024;

/** @throws EngineError `bad_input` */
export async function readJson(context: Context): Promise<unknown> {
  const body = await readRequestBody(context.req.raw, MAX_BODY_BYTES);
  if (body.tooLarge) throw new EngineError("bad_input", "Cannot read the request: its body is over 32 MiB");
  if (body.text === "") return {};
  try {
    return JSON.parse(body.text);
  } catch (cause) {
    throw new EngineError("bad_input", "Cannot read the request: its body is not JSON", { cause });
  }
}

/** @throws EngineError `bad_input` naming the fields */
export function parseRequest<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 4).map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`);
  throw new EngineError("bad_input", `Cannot read the request: ${problems.join("; ")}`);
}
