import type { SearchAnswer } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printSafe } from "../print.ts";
import { actAs, withGateway } from "../with-gateway.ts";
import { failSurface } from "./fail-surface.ts";

export interface SearchOptions extends GlobalOptions {
  readonly server?: string;
  readonly kind?: string;
  readonly readOnly?: boolean;
  readonly limit?: number;
  readonly full?: boolean;
}

export async function search(queries: readonly string[], options: SearchOptions): Promise<void> {
  await withGateway(actAs(options), async (client, output) => {
    const reply = await output.progress(
      "searching",
      client.tool("searchTools", {
        query: queries.length === 1 ? queries[0] : queries,
        ...(options.server === undefined ? {} : { server: options.server }),
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        ...(options.readOnly === true ? { readOnly: true } : {}),
        ...(options.limit === undefined ? {} : { limit: options.limit }),
        detail: options.full === true ? "full" : "summary",
      }),
    );
    if (reply.isError === true) return failSurface(reply, output);
    const answer = reply.structuredContent as unknown as SearchAnswer;
    output.result(answer, () => {
      if (answer.results.length === 0) return "Nothing fits; use other words or fewer filters";
      const blocks = answer.results.map((result) => {
        const head = `${output.paint("bold", result.address)}  ${output.paint("dim", result.importPath)}`;
        return result.declaration === undefined
          ? `${head}\n  ${output.paint("cyan", result.signature)}\n  ${printSafe(result.description)}`
          : `${head}\n${printSafe(result.declaration)}`;
      });
      return `${blocks.join("\n")}\n${output.paint("dim", `${answer.results.length} of ${answer.total}`)}`;
    });
    return EXIT_OK;
  });
}
