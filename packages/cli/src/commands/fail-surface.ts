import { toExitCode } from "../exit-codes.ts";
import type { SurfaceReply } from "../gateway-client.ts";
import { type Output, printSafe } from "../print.ts";

/** A refusal of the gateway: to stderr for people, as the result with --json. */
export function failSurface(reply: SurfaceReply, output: Output): number {
  const error = reply.structuredContent.error as { code: string; message: string };
  if (output.isJson) output.result(reply.structuredContent, () => "");
  else output.note(`sluice: ${printSafe(error.message)}`);
  return toExitCode(error.code);
}
