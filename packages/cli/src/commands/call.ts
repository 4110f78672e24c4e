import type { CallAnswer } from "@sluice/gateway";
import { EXIT_OK, EXIT_WAITING, toExitCode } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printSafe } from "../print.ts";
import { actAs, withGateway } from "../with-gateway.ts";
import { failSurface } from "./fail-surface.ts";
import { parseObjectArgument } from "./json-argument.ts";
import { printAnswer } from "./run.ts";

export interface CallOptions extends GlobalOptions {
  readonly args?: string;
  readonly session?: string;
}

export async function call(address: string, options: CallOptions): Promise<void> {
  const args = options.args === undefined ? {} : parseObjectArgument("--args", options.args);
  await withGateway(actAs(options), async (client, output) => {
    const session = options.session === undefined ? {} : { sessionId: options.session };
    const reply = await output.progress(
      `calling ${address}`,
      client.tool("callTool", { address, arguments: args, ...session }),
    );
    if (reply.isError === true) return failSurface(reply, output);
    const answer = reply.structuredContent as unknown as CallAnswer;
    output.result(answer, () => {
      if (answer.run !== undefined) return printAnswer(answer.run, output);
      if (answer.error !== undefined)
        return output.paint("red", printSafe(`${answer.error.code}: ${answer.error.message}`));
      return printSafe(typeof answer.result === "string" ? answer.result : JSON.stringify(answer.result, null, 2));
    });
    if (answer.success) return EXIT_OK;
    return answer.run?.status === "waiting" ? EXIT_WAITING : toExitCode(answer.error?.code ?? "");
  });
}
