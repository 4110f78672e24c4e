import { EngineError } from "@sluice/contracts";
import type { Context } from "hono";
import type { z } from "zod";

/** @throws EngineError `bad_input` */
export async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
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
